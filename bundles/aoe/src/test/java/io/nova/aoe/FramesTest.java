package io.nova.aoe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.aoe.Frames.AtaCommand;
import io.nova.aoe.Frames.ConfigCommand;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Against bytes that were written by hand from AoEr11. */
class FramesTest {

    private static final MacAddress DISK = MacAddress.parse("02:00:00:00:00:0a");
    private static final MacAddress HOST = MacAddress.parse("02:00:00:00:00:0B");
    private static final AoeAddress PLACE = AoeAddress.parse("e258.3");

    private final ByteBuffer frame = ByteBuffer.allocate(2048);

    @Test
    void asksAllForTheirConfiguration() {
        Frames.header(frame, 0, MacAddress.BROADCAST, HOST, AoeAddress.ALL, 1, 0x01020304);
        int length = Frames.config(frame, 0, ConfigCommand.READ, "");
        assertEquals(60, length);
        assertBytes(
                """
                ff ff ff ff ff ff 02 00 00 00 00 0b 88 a2
                10 00 ff ff ff 01 01 02 03 04
                00 00 00 00 00 10 00 00
                """,
                length);
    }

    @Test
    void namesADisk() {
        String name = "vol-0123456789abcdef0123456789abcdef";
        Frames.header(frame, 0, DISK, HOST, PLACE, 1, 7);
        assertEquals(32 + 36, Frames.config(frame, 0, ConfigCommand.SET, name));
        assertBytes(
                """
                02 00 00 00 00 0a 02 00 00 00 00 0b 88 a2
                10 00 01 02 03 01 00 00 00 07
                00 00 00 00 00 13 00 24
                """
                        + HexFormat.ofDelimiter(" ")
                                .formatHex(name.getBytes(StandardCharsets.US_ASCII)),
                68);
        Frames.config(frame, 0, ConfigCommand.FORCE, name);
        assertEquals(0x14, frame.get(29));
    }

    @Test
    void refusesANameThatIsTooLong() {
        assertThrows(
                IllegalArgumentException.class,
                () -> Frames.config(frame, 0, ConfigCommand.SET, "x".repeat(1025)));
    }

    @Test
    void readsSectorsBeyondTheFirstTwoTerabytes() {
        Frames.header(frame, 0, DISK, HOST, PLACE, 0, 7);
        int length = Frames.ata(frame, 0, AtaCommand.READ_EXT, 0x0000_1234_5678_9abcL, 17);
        assertBytes(
                """
                02 00 00 00 00 0a 02 00 00 00 00 0b 88 a2
                10 00 01 02 03 00 00 00 00 07
                40 00 11 24 bc 9a 78 56 34 12 00 00
                """,
                length);
        assertEquals(60, length);
    }

    @Test
    void writesWithTheDataBehindTheHeader() {
        Frames.header(frame, 0, DISK, HOST, PLACE, 0, 7);
        int length = Frames.ata(frame, 0, AtaCommand.WRITE_EXT, 8, 2);
        assertBytes(
                """
                02 00 00 00 00 0a 02 00 00 00 00 0b 88 a2
                10 00 01 02 03 00 00 00 00 07
                41 00 02 34 08 00 00 00 00 00 00 00
                """,
                length);
        assertEquals(36, length);
    }

    @Test
    void flushesAndIdentifies() {
        Frames.header(frame, 0, DISK, HOST, PLACE, 0, 7);
        Frames.ata(frame, 0, AtaCommand.FLUSH, 0, 0);
        assertEquals("000000e7", HexFormat.of().formatHex(bytes(24, 28)));
        Frames.ata(frame, 0, AtaCommand.IDENTIFY, 0, 1);
        assertEquals("000001ec", HexFormat.of().formatHex(bytes(24, 28)));
    }

    @Test
    void understandsAConfiguration() {
        int length =
                put(
                        """
                        02 00 00 00 00 0b 02 00 00 00 00 0a 88 a2
                        18 00 01 02 03 01 00 00 00 07
                        00 10 40 14 02 10 00 05
                        76 6f 6c 2d 31
                        00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
                        """);
        assertTrue(Frames.isReply(frame, 0, length));
        assertEquals(7, Frames.tag(frame, 0));
        TargetConfig config = TargetConfig.read(frame, 0, length);
        assertEquals(
                new TargetConfig(DISK, new AoeAddress(258, 3), 16, 0x4014, 2, "vol-1"), config);
        assertEquals("vol-1", config.name());
    }

    @Test
    void readsNoMoreOfAStringThanCame() {
        int length =
                put(
                        """
                        02 00 00 00 00 0b 02 00 00 00 00 0a 88 a2
                        18 00 01 02 03 01 00 00 00 07
                        00 10 40 14 02 10 ff ff 41 42
                        """);
        assertEquals("AB", TargetConfig.read(frame, 0, length).name());
    }

    @Test
    void seesAnAtaErrorWhereAoeHasNone() {
        int length =
                put(
                        """
                        02 00 00 00 00 0b 02 00 00 00 00 0a 88 a2
                        18 00 01 02 03 00 00 00 00 07
                        41 04 02 41 08 00 00 00 00 00 00 00
                        """);
        assertTrue(Frames.isReply(frame, 0, length));
        assertFalse(Frames.isError(frame, 0));
        assertTrue(Frames.isAtaError(frame, 0));
        assertEquals(4, Frames.ataError(frame, 0));
        frame.put(27, (byte) 0x40);
        assertFalse(Frames.isAtaError(frame, 0));
    }

    @Test
    void takesNothingElseForAReply() {
        int length =
                put(
                        """
                        02 00 00 00 00 0b 02 00 00 00 00 0a 88 a2
                        18 00 01 02 03 00 00 00 00 07
                        40 00 00 40 08 00 00 00 00 00 00 00
                        """);
        assertTrue(Frames.isReply(frame, 0, length));
        assertFalse(Frames.isReply(frame, 0, 35), "cut");
        assertFalse(Frames.isReply(frame, 0, 23), "cut");
        frame.put(14, (byte) 0x10);
        assertFalse(Frames.isReply(frame, 0, length), "a request");
        frame.put(14, (byte) 0x08);
        assertFalse(Frames.isReply(frame, 0, length), "version 0");
        frame.putInt(20, 0);
        assertTrue(Frames.isReply(frame, 0, length), "vblade's own word that it has started");
        frame.put(14, (byte) 0x28);
        assertFalse(Frames.isReply(frame, 0, length), "another version");
        frame.put(14, (byte) 0x18);
        frame.putShort(12, (short) 0x0800);
        assertFalse(Frames.isReply(frame, 0, length), "another protocol");
        put("02 00 00 00 00 0b 02 00 00 00 00 0a 88 a2 1c 02 01 02 03 00 00 00 00 07");
        assertTrue(Frames.isReply(frame, 0, 24), "an error may be short");
        assertEquals("bad argument parameter", Frames.say(Frames.error(frame, 0)));
    }

    @Test
    void understandsAnIdentity() {
        byte[] data = new byte[512];
        Arrays.fill(data, 54, 94, (byte) ' ');
        // "vblade" with the bytes of each word swapped.
        System.arraycopy("bvaled".getBytes(StandardCharsets.US_ASCII), 0, data, 54, 6);
        data[200] = 0x00;
        data[201] = 0x00;
        data[202] = 0x08;
        data[204] = 0x01;
        DiskIdentity identity = DiskIdentity.read(ByteBuffer.wrap(data), 0);
        assertEquals(0x1_0008_0000L, identity.sectors());
        assertEquals("vblade", identity.model());
    }

    @Test
    void knowsAddresses() {
        assertEquals("e258.3", PLACE.toString());
        assertTrue(PLACE.isOne());
        assertFalse(AoeAddress.ALL.isOne());
        for (String wrong : new String[] {"e1", "1.0", "e65536.0", "e1.256", "e1.0 ", "e-1.0"}) {
            assertThrows(IllegalArgumentException.class, () -> AoeAddress.parse(wrong), wrong);
        }
        assertEquals("02:00:00:00:00:0b", HOST.toString());
        for (String wrong :
                new String[] {"", "02:00:00:00:00", "020000000000", "02:00:00:00:00:0g"}) {
            assertThrows(IllegalArgumentException.class, () -> MacAddress.parse(wrong), wrong);
        }
    }

    private void assertBytes(String hex, int length) {
        byte[] known = HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
        assertArrayEquals(Arrays.copyOf(known, length), bytes(0, length));
    }

    private int put(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
        frame.put(0, bytes);
        return bytes.length;
    }

    private byte[] bytes(int from, int to) {
        return Arrays.copyOfRange(frame.array(), from, to);
    }
}

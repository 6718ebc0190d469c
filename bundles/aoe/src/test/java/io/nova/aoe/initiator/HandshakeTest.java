package io.nova.aoe.initiator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.aoe.initiator.Handshake.State;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Against bytes that were written by hand from the protocol. */
class HandshakeTest {

    private static final String OPTION = "4948415645 4f5054";
    private static final String REPLY = "0003e889045565a9";

    private final ByteBuffer out = ByteBuffer.allocate(4096);
    private Handshake handshake = new Handshake(new Export("v1", 2048, false));

    @Test
    void greetsAsFixedNewstyle() {
        handshake.greet(out);
        assertOut("4e42444d41474943 49484156454f5054 0003");
    }

    @Test
    void goesWithANameAndWithNone() {
        for (String name : new String[] {"00000002 7631", "00000000"}) {
            handshake = new Handshake(new Export("v1", 2048, false));
            say("00000003");
            say(
                    OPTION
                            + "00000007"
                            + (name.length() > 8 ? "0000000a" : "00000008")
                            + name
                            + "0001 0003");
            assertOut(
                    REPLY
                            + "00000007 00000003 0000000c 0000 0000000000100000 000d"
                            + REPLY
                            + "00000007 00000003 0000000e 0003 00000200 00001000 00040000"
                            + REPLY
                            + "00000007 00000001 00000000");
            assertEquals(State.TRANSMISSION, handshake.state());
        }
    }

    @Test
    void informsAndGoesOn() {
        handshake = new Handshake(new Export("v1", 2048, true));
        say("00000003");
        say(OPTION + "00000006 00000006 00000000 0000");
        assertTrue(HexFormat.of().formatHex(out.array(), 20, 32).endsWith("000f"), "read-only");
        assertEquals(State.NEGOTIATING, handshake.state());
    }

    @Test
    void knowsNoOtherExport() {
        say("00000003");
        say(OPTION + "00000007 00000008 00000002 7632 0000");
        assertOut(REPLY + "00000007 80000006 00000000");
        say(OPTION + "00000007 00000007 00000002 7631 00");
        assertOut(REPLY + "00000007 80000003 00000000");
        say(OPTION + "00000007 00000006 7fffffff 0000");
        assertOut(REPLY + "00000007 80000003 00000000");
        say(OPTION + "00000007 00000006 ffffffff 0000");
        assertOut(REPLY + "00000007 80000003 00000000");
        assertEquals(State.NEGOTIATING, handshake.state());
        say(OPTION + "00000001 00000002 7632");
        assertEquals(State.ENDED, handshake.state());
    }

    @Test
    void speaksTheOldestWayToo() {
        say("00000003");
        say(OPTION + "00000001 00000002 7631");
        assertOut("0000000000100000 000d");
        assertEquals(State.TRANSMISSION, handshake.state());
        handshake = new Handshake(new Export("v1", 2048, false));
        say("00000001");
        say(OPTION + "00000001 00000000");
        assertOut("0000000000100000 000d" + "00".repeat(124));
    }

    @Test
    void listsItsOneExport() {
        say("00000003");
        say(OPTION + "00000003 00000000");
        assertOut(
                REPLY
                        + "00000003 00000002 00000006 00000002 7631"
                        + REPLY
                        + "00000003 00000001 00000000");
        say(OPTION + "00000003 00000001 00");
        assertOut(REPLY + "00000003 80000003 00000000");
    }

    @Test
    void refusesWhatItDoesNotKnowAndGoesOn() {
        say("00000003");
        for (String option : new String[] {"00000005", "00000008", "0000000a", "12345678"}) {
            say(OPTION + option + "00000000");
            assertOut(REPLY + option + "80000001 00000000");
        }
        say(OPTION + "00000002 00000000");
        assertOut(REPLY + "00000002 00000001 00000000");
        assertEquals(State.ENDED, handshake.state());
    }

    @Test
    void skipsAnOptionThatIsTooLong() {
        say("00000003");
        say(OPTION + "00000007 00002001");
        assertOut(REPLY + "00000007 80000009 00000000");
        say("00".repeat(0x2001) + OPTION + "00000003 00000001 00");
        assertOut(REPLY + "00000003 80000003 00000000");
    }

    @Test
    void hangsUpOnNonsense() {
        say("00000007");
        assertEquals(State.ENDED, handshake.state(), "unknown flags");
        handshake = new Handshake(new Export("v1", 2048, false));
        say("00000003");
        say("00".repeat(16));
        assertEquals(State.ENDED, handshake.state(), "no option");
    }

    @Test
    void waitsForTheRest() {
        String all = OPTION + "00000007 00000008 00000002 7631 0000";
        byte[] bytes = HexFormat.of().parseHex(("00000003" + all).replace(" ", ""));
        for (int i = 4; i < bytes.length; i++) {
            handshake = new Handshake(new Export("v1", 2048, false));
            ByteBuffer in = ByteBuffer.wrap(bytes, 0, i);
            assertTrue(handshake.take(in, out));
            assertFalse(handshake.take(in, out), i + " bytes");
            assertEquals(4, in.position());
        }
    }

    private void say(String hex) {
        out.clear();
        ByteBuffer in = ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
        while (handshake.state() == State.NEGOTIATING && handshake.take(in, out)) {}
    }

    private void assertOut(String hex) {
        assertEquals(
                hex.replace(" ", ""), HexFormat.of().formatHex(out.array(), 0, out.position()));
    }
}

package io.nova.manager.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.manager.image.DiskHeader.Refused;
import io.nova.model.image.DiskFormat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiskHeaderTest {

    private static final long GIB = 1L << 30;

    private static final long FILE = 1 << 20;

    /** A header as QEMU writes it, of version 3. */
    private static ByteBuffer qcow2() {
        return ByteBuffer.allocate(DiskHeader.BYTES)
                .putInt(0, 0x514649fb)
                .putInt(4, 3)
                .putInt(20, 16)
                .putLong(24, GIB)
                .putInt(36, 2)
                .putLong(40, 0x30000)
                .putLong(48, 0x10000)
                .putInt(56, 1)
                .putInt(96, 4)
                .putInt(100, 112);
    }

    private static DiskHeader read(ByteBuffer header) throws Refused {
        return DiskHeader.read(header, ByteBuffer.allocate(DiskHeader.BYTES), FILE);
    }

    private static String refusal(ByteBuffer header) {
        return String.valueOf(assertThrows(Refused.class, () -> read(header)).getMessage());
    }

    @Test
    void aQcow2ImageHasItsVirtualSize() throws Refused {
        assertEquals(new DiskHeader(DiskFormat.QCOW2, GIB), read(qcow2()));
        assertEquals(new DiskHeader(DiskFormat.QCOW2, GIB), read(qcow2().putInt(4, 2).limit(72)));
    }

    @Test
    void anythingElseIsRaw() throws Refused {
        ByteBuffer zeros = ByteBuffer.allocate(DiskHeader.BYTES);
        assertEquals(new DiskHeader(DiskFormat.RAW, 1024), DiskHeader.read(zeros, zeros, 1024));
        assertThrows(Refused.class, () -> DiskHeader.read(zeros, zeros, 1023));
        ByteBuffer nothing = ByteBuffer.allocate(0);
        assertThrows(Refused.class, () -> DiskHeader.read(nothing, nothing, 0));
    }

    @Test
    void aBackingFileIsRefused() {
        assertTrue(refusal(qcow2().putLong(8, 1000).putInt(16, 11)).contains("backing file"));
    }

    @ParameterizedTest
    @CsvSource({
        "2, corrupt",
        "4, external data file",
        "6, corrupt",
        "16, extended L2",
        "32, features",
        "1099511627776, features",
        "-1, corrupt"
    })
    void aDataFileAndOtherFeaturesAreRefused(long incompatible, String told) {
        String message = refusal(qcow2().putLong(72, incompatible));
        assertTrue(message.contains(told), message);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0", "8, 1", "9, 1"})
    void aDirtyOrCompressedImageIsTaken(long incompatible, byte compression) throws Refused {
        DiskHeader header = read(qcow2().putLong(72, incompatible).put(104, compression));
        assertEquals(DiskFormat.QCOW2, header.format());
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "8, 0", "8, 2"})
    void anUnknownCompressionIsRefused(long incompatible, byte compression) {
        ByteBuffer header = qcow2().putLong(72, incompatible).put(104, compression);
        assertTrue(refusal(header).contains("compressed"));
    }

    /** Of each of them QEMU would read or allocate more than the disk needs, or past its end. */
    @ParameterizedTest(name = "{3}: {2} at {0}")
    @CsvSource({
        "20,  4, 8,                  clusters",
        "20,  4, 22,                 clusters",
        "20,  4, -1,                 clusters",
        "36,  4, 0,                  L1 table",
        "36,  4, 1,                  L1 table",
        "36,  4, 4194305,            L1 table",
        "36,  4, -1,                 L1 table",
        "36,  4, 2000000,            L1 table",
        "40,  8, 0,                  L1 table",
        "40,  8, 196609,             L1 table",
        "40,  8, 1048576,            L1 table",
        "40,  8, -65536,             L1 table",
        "40,  8, 9223372036854710272, L1 table",
        "48,  8, 0,                  reference count",
        "48,  8, 65537,              reference count",
        "48,  8, 1048576,            reference count",
        "56,  4, 0,                  reference counts",
        "56,  4, 129,                reference counts",
        "56,  4, -1,                 reference counts",
        "60,  4, 1,                  snapshots",
        "96,  4, 7,                  reference counts",
        "96,  4, -1,                 reference counts",
        "100, 4, 72,                 header of",
        "100, 4, 108,                header of",
        "100, 4, 131072,             header of",
    })
    void aTableThatCannotBeIsRefused(int at, int bytes, long value, String told) {
        ByteBuffer header = qcow2();
        if (bytes == 4) {
            header.putInt(at, (int) value);
        } else {
            header.putLong(at, value);
        }
        String message = refusal(header);
        assertTrue(message.contains(told), message);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 77})
    void anEncryptedImageIsRefused(int method) {
        assertTrue(refusal(qcow2().putInt(32, method)).contains("encrypted"));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 513, (16L << 40) + 512, Long.MAX_VALUE})
    void anImpossibleSizeIsRefused(long size) {
        assertTrue(refusal(qcow2().putLong(24, size)).contains("virtual size"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, -1})
    void anUnknownVersionIsRefused(int version) {
        assertTrue(refusal(qcow2().putInt(4, version)).contains("version"));
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 20, 71, 72, 103})
    void aHeaderThatIsCutOffIsRefused(int length) {
        assertTrue(refusal(qcow2().limit(length)).contains("cut off"));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 4b444d56, VMDK",
        "0, 434f5744, VMDK",
        "0, 23204469736b2044657363726970746f7246696c65, VMDK",
        "0, 7668647866696c65, VHDX",
        "0, 636f6e6563746978, VHD",
        "64, 7f10dabe, VDI",
        "0, 51454400, QED",
        "0, 576974686f75744672656553706163650000, Parallels",
        "0, 1f8b0800, gzip",
        "0, fd377a585a00, xz",
        "0, 28b52ffd, zstd",
        "0, 425a6839, bzip2",
        "0, 504b0304, zip",
        "257, 7573746172, a tar archive",
    })
    void otherFormatsAreNamed(int at, String magic, String format) {
        ByteBuffer header = ByteBuffer.allocate(DiskHeader.BYTES);
        header.put(at, HexFormat.of().parseHex(magic));
        String message = refusal(header);
        assertTrue(message.startsWith(format + " is not supported"), message);
    }

    @ParameterizedTest
    @CsvSource({"conectix, VHD", "koly, DMG"})
    void formatsThatAreToldByTheirEndAreNamed(String magic, String format) {
        ByteBuffer first = ByteBuffer.allocate(DiskHeader.BYTES);
        ByteBuffer last = ByteBuffer.allocate(DiskHeader.BYTES);
        last.put(0, magic.getBytes(StandardCharsets.US_ASCII));
        Refused refused = assertThrows(Refused.class, () -> DiskHeader.read(first, last, FILE));
        assertTrue(String.valueOf(refused.getMessage()).startsWith(format));
    }
}

package io.nova.manager.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.manager.image.DiskHeader.Refused;
import io.nova.model.image.DiskFormat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiskHeaderTest {

    private static final long GIB = 1L << 30;

    /** A header as QEMU writes it, of version 3. */
    private static ByteBuffer qcow2() {
        return ByteBuffer.allocate(DiskHeader.BYTES)
                .putInt(0, 0x514649fb)
                .putInt(4, 3)
                .putInt(20, 16)
                .putLong(24, GIB)
                .putInt(100, 104);
    }

    private static String refusal(ByteBuffer header) {
        return String.valueOf(
                assertThrows(Refused.class, () -> DiskHeader.read(header, 1 << 20)).getMessage());
    }

    @Test
    void aQcow2ImageHasItsVirtualSize() throws Refused {
        assertEquals(new DiskHeader(DiskFormat.QCOW2, GIB), DiskHeader.read(qcow2(), 1 << 20));
        assertEquals(
                new DiskHeader(DiskFormat.QCOW2, GIB),
                DiskHeader.read(qcow2().putInt(4, 2).limit(72), 1 << 20));
    }

    @Test
    void anythingElseIsRaw() throws Refused {
        ByteBuffer zeros = ByteBuffer.allocate(DiskHeader.BYTES);
        assertEquals(new DiskHeader(DiskFormat.RAW, 1024), DiskHeader.read(zeros, 1024));
        assertThrows(Refused.class, () -> DiskHeader.read(zeros, 1023));
        assertThrows(Refused.class, () -> DiskHeader.read(ByteBuffer.allocate(0), 0));
    }

    @Test
    void aBackingFileIsRefused() {
        assertTrue(refusal(qcow2().putLong(8, 1000).putInt(16, 11)).contains("backing file"));
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 4, 16, 1L << 40, -1})
    void aDataFileAndOtherFeaturesAreRefused(long incompatible) {
        assertTrue(refusal(qcow2().putLong(72, incompatible)).contains("features"));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 8, 9})
    void aDirtyOrCompressedImageIsTaken(long incompatible) throws Refused {
        DiskHeader header = DiskHeader.read(qcow2().putLong(72, incompatible), 1 << 20);
        assertEquals(DiskFormat.QCOW2, header.format());
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
    @CsvSource({"KDMV, VMDK", "COWD, VMDK", "vhdxfile, VHDX"})
    void otherFormatsAreNamed(String magic, String format) {
        ByteBuffer header = ByteBuffer.allocate(DiskHeader.BYTES);
        header.put(0, magic.getBytes(StandardCharsets.US_ASCII));
        assertTrue(refusal(header).startsWith(format));
    }
}

package io.nova.manager.objectstore;

import java.util.zip.Checksum;

/** The CRC of 64 bits that NVMe uses, eight bytes at a step. */
final class Crc64Nvme implements Checksum {

    /** The polynomial, its lowest power in the highest bit. */
    static final long POLYNOMIAL = 0x9a6c9329ac4bc9b5L;

    private static final int STEP = 8;
    private static final long[][] TABLES = tables();

    private long state = ~0L;

    private static long[][] tables() {
        long[][] tables = new long[STEP][256];
        for (int i = 0; i < 256; i++) {
            long value = i;
            for (int bit = 0; bit < 8; bit++) {
                value = (value >>> 1) ^ ((value & 1) == 0 ? 0 : POLYNOMIAL);
            }
            tables[0][i] = value;
        }
        for (int t = 1; t < STEP; t++) {
            for (int i = 0; i < 256; i++) {
                long before = tables[t - 1][i];
                tables[t][i] = (before >>> 8) ^ tables[0][(int) before & 0xff];
            }
        }
        return tables;
    }

    @Override
    public void update(int b) {
        state = (state >>> 8) ^ TABLES[0][(int) (state ^ b) & 0xff];
    }

    @Override
    public void update(byte[] bytes, int from, int length) {
        int at = from;
        int end = from + length;
        for (; at + STEP <= end; at += STEP) {
            long mixed = state;
            for (int i = 0; i < STEP; i++) {
                mixed ^= (bytes[at + i] & 0xffL) << (8 * i);
            }
            long next = 0;
            for (int i = 0; i < STEP; i++) {
                next ^= TABLES[STEP - 1 - i][(int) (mixed >>> (8 * i)) & 0xff];
            }
            state = next;
        }
        for (; at < end; at++) {
            update(bytes[at]);
        }
    }

    @Override
    public long getValue() {
        return ~state;
    }

    @Override
    public void reset() {
        state = ~0L;
    }
}

package io.nova.frontend.aws;

import java.util.zip.Checksum;

/** The CRC-64 that S3 calls CRC64NVME; eight bytes at a time. */
final class Crc64Nvme implements Checksum {

    private static final long POLYNOMIAL = 0x9A6C9329AC4BC9B5L;
    private static final long[][] TABLE = new long[8][256];

    static {
        for (int octet = 0; octet < 256; octet++) {
            long crc = octet;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : (crc >>> 1) ^ POLYNOMIAL;
            }
            TABLE[0][octet] = crc;
        }
        for (int octet = 0; octet < 256; octet++) {
            for (int step = 1; step < 8; step++) {
                long before = TABLE[step - 1][octet];
                TABLE[step][octet] = (before >>> 8) ^ TABLE[0][(int) before & 0xff];
            }
        }
    }

    private long crc = -1;

    @Override
    public void update(int octet) {
        crc = (crc >>> 8) ^ TABLE[0][(int) (crc ^ octet) & 0xff];
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
        int at = offset;
        int end = offset + length;
        for (; end - at >= 8; at += 8) {
            long mixed = crc;
            for (int i = 0; i < 8; i++) {
                mixed ^= (bytes[at + i] & 0xffL) << (8 * i);
            }
            crc = 0;
            for (int i = 0; i < 8; i++) {
                crc ^= TABLE[7 - i][(int) (mixed >>> (8 * i)) & 0xff];
            }
        }
        for (; at < end; at++) {
            update(bytes[at]);
        }
    }

    @Override
    public long getValue() {
        return ~crc;
    }

    @Override
    public void reset() {
        crc = -1;
    }
}

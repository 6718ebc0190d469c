package io.nova.model.objectstore;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.Checksum;

/** The CRC of 64 bits that NVMe uses, eight bytes at a step; for one thread. */
public final class Crc64Nvme implements Checksum {

    /** The polynomial, its lowest power in the highest bit. */
    public static final long POLYNOMIAL = 0x9a6c9329ac4bc9b5L;

    private static final int STEP = 8;
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long[] T0 = first();
    private static final long[] T1 = next(T0);
    private static final long[] T2 = next(T1);
    private static final long[] T3 = next(T2);
    private static final long[] T4 = next(T3);
    private static final long[] T5 = next(T4);
    private static final long[] T6 = next(T5);
    private static final long[] T7 = next(T6);

    private long state = ~0L;

    private static long[] first() {
        long[] table = new long[256];
        for (int i = 0; i < 256; i++) {
            long value = i;
            for (int bit = 0; bit < 8; bit++) {
                value = (value >>> 1) ^ ((value & 1) == 0 ? 0 : POLYNOMIAL);
            }
            table[i] = value;
        }
        return table;
    }

    /** Returns the table of what a byte has become when one more has passed. */
    private static long[] next(long[] before) {
        long[] table = new long[256];
        for (int i = 0; i < 256; i++) {
            table[i] = (before[i] >>> 8) ^ T0[(int) before[i] & 0xff];
        }
        return table;
    }

    @Override
    public void update(int b) {
        state = (state >>> 8) ^ T0[(int) (state ^ b) & 0xff];
    }

    @Override
    public void update(byte[] bytes, int from, int length) {
        long crc = state;
        int at = from;
        int end = from + length;
        // Written out, since the compiler does not unroll it, and a loop is two times slower.
        for (; at <= end - STEP; at += STEP) {
            long mixed = crc ^ (long) LONG.get(bytes, at);
            crc =
                    T7[(int) mixed & 0xff]
                            ^ T6[(int) (mixed >>> 8) & 0xff]
                            ^ T5[(int) (mixed >>> 16) & 0xff]
                            ^ T4[(int) (mixed >>> 24) & 0xff]
                            ^ T3[(int) (mixed >>> 32) & 0xff]
                            ^ T2[(int) (mixed >>> 40) & 0xff]
                            ^ T1[(int) (mixed >>> 48) & 0xff]
                            ^ T0[(int) (mixed >>> 56)];
        }
        state = crc;
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

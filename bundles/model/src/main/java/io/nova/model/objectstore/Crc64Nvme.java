package io.nova.model.objectstore;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.Checksum;

/**
 * The CRC of 64 bits that NVMe uses; for one thread.
 *
 * <p>What is long is taken as four strands: strand {@code k} has every fourth word, from word
 * {@code k} on. A word does not wait for the one before it then, but for that of its own strand,
 * which makes it more than twice as fast as one strand of eight bytes at a step.
 */
public final class Crc64Nvme implements Checksum {

    /** The polynomial, its lowest power in the highest bit. */
    public static final long POLYNOMIAL = 0x9a6c9329ac4bc9b5L;

    private static final int WORD = Long.BYTES;
    private static final int ROW = 4 * WORD;
    private static final int LONG_ENOUGH = 4 * ROW;
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** What the bytes of a word become until the word is over. */
    private static final long[] TO_NEXT_WORD = tables(0);

    /** What the bytes of a word become until the next of its strand begins. */
    private static final long[] TO_NEXT_ROW = tables(ROW - WORD);

    private static final int LAST = (WORD - 1) * 256;

    private long state = ~0L;

    /** Returns a table for each byte of a word, behind which so many other bytes pass. */
    private static long[] tables(int bytes) {
        long[] tables = new long[WORD * 256];
        for (int value = 0; value < 256; value++) {
            long passed = value;
            for (int after = 0; after < bytes + WORD; after++) {
                passed = afterByte(passed);
                if (after >= bytes) {
                    tables[(WORD - 1 - (after - bytes)) * 256 + value] = passed;
                }
            }
        }
        return tables;
    }

    private static long afterByte(long value) {
        long passed = value;
        for (int bit = 0; bit < 8; bit++) {
            passed = (passed >>> 1) ^ ((passed & 1) == 0 ? 0 : POLYNOMIAL);
        }
        return passed;
    }

    /** Written out in halves, of which a processor takes most steps at once. */
    private static long pass(long[] tables, long word) {
        int low = (int) word;
        int high = (int) (word >>> 32);
        return tables[low & 0xff]
                ^ tables[256 + ((low >>> 8) & 0xff)]
                ^ tables[512 + ((low >>> 16) & 0xff)]
                ^ tables[768 + (low >>> 24)]
                ^ tables[1024 + (high & 0xff)]
                ^ tables[1280 + ((high >>> 8) & 0xff)]
                ^ tables[1536 + ((high >>> 16) & 0xff)]
                ^ tables[1792 + (high >>> 24)];
    }

    @Override
    public void update(int b) {
        state = (state >>> 8) ^ TO_NEXT_WORD[LAST + ((int) (state ^ b) & 0xff)];
    }

    @Override
    public void update(byte[] bytes, int from, int length) {
        int end = from + length;
        int at = length < LONG_ENOUGH ? from : rows(bytes, from, end);
        long crc = state;
        for (; at <= end - WORD; at += WORD) {
            crc = pass(TO_NEXT_WORD, crc ^ word(bytes, at));
        }
        state = crc;
        for (; at < end; at++) {
            update(bytes[at]);
        }
    }

    /** Takes all whole rows; returns where they end. */
    private int rows(byte[] bytes, int from, int end) {
        long a = state ^ word(bytes, from);
        long b = word(bytes, from + WORD);
        long c = word(bytes, from + 2 * WORD);
        long d = word(bytes, from + 3 * WORD);
        int at = from + ROW;
        for (; at <= end - ROW; at += ROW) {
            a = pass(TO_NEXT_ROW, a) ^ word(bytes, at);
            b = pass(TO_NEXT_ROW, b) ^ word(bytes, at + WORD);
            c = pass(TO_NEXT_ROW, c) ^ word(bytes, at + 2 * WORD);
            d = pass(TO_NEXT_ROW, d) ^ word(bytes, at + 3 * WORD);
        }
        long crc = pass(TO_NEXT_WORD, a);
        crc = pass(TO_NEXT_WORD, crc ^ b);
        crc = pass(TO_NEXT_WORD, crc ^ c);
        state = pass(TO_NEXT_WORD, crc ^ d);
        return at;
    }

    private static long word(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at);
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

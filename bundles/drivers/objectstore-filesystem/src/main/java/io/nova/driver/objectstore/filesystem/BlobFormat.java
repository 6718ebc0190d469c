package io.nova.driver.objectstore.filesystem;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The form of a blob's file: the bytes, then the CRC32C of each block of them, then a footer.
 *
 * <p>Sums come last since the length is not known before; the bytes begin at 0, aligned to pages.
 */
final class BlobFormat {

    /** Bytes that share a sum. */
    static final int BLOCK = 64 << 10;

    /** Bytes of a sum. */
    static final int SUM = Integer.BYTES;

    /** Bytes of the footer: size, block size, the footer's own sum, and the mark. */
    static final int FOOTER = 24;

    private static final long MARK = 0x4e4f5641424c4231L;

    private BlobFormat() {}

    static long blocks(long size) {
        return (size + BLOCK - 1) / BLOCK;
    }

    static long fileLength(long size) {
        return size + blocks(size) * SUM + FOOTER;
    }

    /**
     * Returns the size of the blob in a file of this length, or -1 if no blob's file is so long.
     */
    static long size(long fileLength) {
        long rest = fileLength - FOOTER;
        if (rest < 0) {
            return -1;
        }
        long blocks = (rest + BLOCK + SUM - 1) / (BLOCK + SUM);
        long size = rest - blocks * SUM;
        return size >= 0 && fileLength(size) == fileLength ? size : -1;
    }

    static void putFooter(ByteBuffer target, long size) {
        int from = target.position();
        target.putLong(size).putInt(BLOCK);
        target.putInt(sum(target.slice(from, Long.BYTES + Integer.BYTES))).putLong(MARK);
    }

    /** Tells whether this is the footer of a blob of the size. */
    static boolean isFooter(ByteBuffer footer, long size) {
        int from = footer.position();
        return footer.getLong(from) == size
                && footer.getInt(from + 8) == BLOCK
                && footer.getInt(from + 12) == sum(footer.slice(from, 12))
                && footer.getLong(from + 16) == MARK;
    }

    /** Returns the sum of what remains, and consumes it. */
    static int sum(ByteBuffer bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes);
        return (int) sum.getValue();
    }
}

package io.nova.spi.objectstore;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The form in which drivers keep a blob: the bytes, then the CRC32C of each block of them, then a
 * footer. All numbers are big-endian.
 *
 * <p>Sums come last since the length is not known before; the bytes begin at 0, aligned to pages.
 * Drivers share the form, so that a blob moves from one to another as it is.
 */
public final class BlobForm {

    /** Bytes that share a sum. */
    public static final int BLOCK = 64 << 10;

    /** Bytes of a sum. */
    public static final int SUM = Integer.BYTES;

    /** Bytes of the footer: size, block size, the footer's own sum, and the mark. */
    public static final int FOOTER = 24;

    private static final long MARK = 0x4e4f5641424c4231L;

    private BlobForm() {}

    /** Returns how many blocks hold so many bytes. */
    public static long blocks(long size) {
        return (size + BLOCK - 1) / BLOCK;
    }

    /** Returns the length, in bytes, of the form of a blob of the size. */
    public static long length(long size) {
        return size + blocks(size) * SUM + FOOTER;
    }

    /** Returns the size of the blob whose form has the length, or -1 if no form is so long. */
    public static long size(long length) {
        long rest = length - FOOTER;
        if (rest < 0) {
            return -1;
        }
        long blocks = (rest + BLOCK + SUM - 1) / (BLOCK + SUM);
        long size = rest - blocks * SUM;
        return size >= 0 && length(size) == length ? size : -1;
    }

    /** Writes the footer of a blob of the size; moves the position past it. */
    static void putFooter(ByteBuffer target, long size) {
        int from = target.position();
        target.putLong(size).putInt(BLOCK);
        target.putInt(sum(target.slice(from, Long.BYTES + Integer.BYTES))).putLong(MARK);
    }

    /** Tells whether at the position there is the footer of a blob of the size. */
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

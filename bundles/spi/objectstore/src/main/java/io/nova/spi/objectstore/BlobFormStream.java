package io.nova.spi.objectstore;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A blob's form as a stream, made of the blob's bytes while they are read: for drivers to write.
 *
 * <p>Closing it leaves the content open. For one thread.
 */
public final class BlobFormStream extends InputStream {

    private final InputStream content;
    private final CRC32C sum = new CRC32C();
    private int[] sums = new int[16];
    private int blocks;
    private int filled;
    private long size;
    private @Nullable ByteBuffer tail;

    public BlobFormStream(InputStream content) {
        this.content = content;
    }

    /** Returns how many of the content's bytes were read so far. */
    public long size() {
        return size;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        Objects.checkFromIndexSize(from, length, target.length);
        ByteBuffer end = tail;
        if (length == 0) {
            return 0;
        }
        if (end == null) {
            int count = content.read(target, from, length);
            if (count > 0) {
                add(target, from, count);
            }
            if (count >= 0) {
                return count;
            }
            end = end();
            tail = end;
        }
        int count = Math.min(length, end.remaining());
        end.get(target, from, count);
        return count == 0 ? -1 : count;
    }

    private void add(byte[] bytes, int from, int count) {
        size += count;
        int at = from;
        int left = count;
        while (left > 0) {
            int part = Math.min(left, BlobForm.BLOCK - filled);
            sum.update(bytes, at, part);
            at += part;
            left -= part;
            filled += part;
            if (filled == BlobForm.BLOCK) {
                endBlock();
            }
        }
    }

    private void endBlock() {
        if (blocks == sums.length) {
            sums = Arrays.copyOf(sums, blocks * 2);
        }
        sums[blocks++] = (int) sum.getValue();
        sum.reset();
        filled = 0;
    }

    private ByteBuffer end() {
        if (filled > 0) {
            endBlock();
        }
        ByteBuffer end = ByteBuffer.allocate(blocks * BlobForm.SUM + BlobForm.FOOTER);
        for (int i = 0; i < blocks; i++) {
            end.putInt(sums[i]);
        }
        BlobForm.putFooter(end, size);
        return end.flip();
    }
}

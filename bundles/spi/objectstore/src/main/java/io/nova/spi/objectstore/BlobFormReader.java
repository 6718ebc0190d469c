package io.nova.spi.objectstore;

import io.nova.model.DriverException;
import io.nova.model.DriverException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads the blocks of a blob's form, checks the sum of each, and hands out what is in a range. */
public final class BlobFormReader implements BlobReader {

    /** Sums that are read at once: those of 64 MiB. */
    private static final int SUMS = 1024;

    private final BlobId id;
    private final BlobSource source;
    private final long size;
    private final long end;
    private long position;

    private final ByteBuffer sums;
    private long firstSum;
    private int countOfSums;

    /** The block that the target had no room for, checked; null if there is none. */
    private @Nullable ByteBuffer left;

    private BlobFormReader(BlobId id, BlobSource source, long offset, long length)
            throws IOException {
        this.id = id;
        this.source = source;
        size = BlobForm.size(source.length());
        if (size < 0) {
            throw damaged("no blob is so long");
        }
        sums = ByteBuffer.allocate(sumsAtEnd(size) * BlobForm.SUM + BlobForm.FOOTER);
        if (!readTail()) {
            throw damaged("its end is not that of a blob");
        }
        position = Math.min(offset, size);
        end = position + Math.min(length, size - position);
    }

    /**
     * Opens a range of a blob, and looks whether its form ends as it should.
     *
     * @param source closed with the reader, or at once if this throws
     * @throws IOException if the source cannot be read
     * @throws DriverException {@code BROKEN} if it is not the form of a blob
     */
    public static BlobFormReader open(BlobId id, BlobSource source, long offset, long length)
            throws IOException {
        boolean done = false;
        try {
            BlobFormReader reader = new BlobFormReader(id, source, offset, length);
            done = true;
            return reader;
        } finally {
            if (!done) {
                source.close();
            }
        }
    }

    /**
     * Returns how many bytes at the end of a form are read when it is opened: a source that pays
     * for each read may have them ready.
     */
    public static int tail(long size) {
        return sumsAtEnd(size) * BlobForm.SUM + BlobForm.FOOTER;
    }

    private static int sumsAtEnd(long size) {
        return (int) Math.min(BlobForm.blocks(size), SUMS);
    }

    /** Reads the footer and, since they are beside it, the last sums. */
    private boolean readTail() throws IOException {
        countOfSums = sumsAtEnd(size);
        firstSum = BlobForm.blocks(size) - countOfSums;
        int tail = tail(size);
        readFully(sums, source.length() - tail);
        return BlobForm.isFooter(sums.position(tail - BlobForm.FOOTER), size);
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int read(ByteBuffer target) {
        try {
            return position == end ? -1 : readSome(target);
        } catch (IOException e) {
            throw new DriverException(Kind.UNREACHABLE, "cannot read blob: " + e, e);
        }
    }

    private int readSome(ByteBuffer target) throws IOException {
        ByteBuffer block = left;
        if (block == null) {
            int length = blockLength();
            boolean whole = position % BlobForm.BLOCK == 0 && end - position >= length;
            if (whole && target.remaining() >= length) {
                return readBlocks(target);
            }
            block = load(length);
        }
        int count = Math.min(target.remaining(), block.remaining());
        target.put(block.slice().limit(count));
        block.position(block.position() + count);
        position += count;
        if (!block.hasRemaining()) {
            free();
        }
        return count;
    }

    /** Reads as many whole blocks as there is room for, straight to where they are wanted. */
    private int readBlocks(ByteBuffer target) throws IOException {
        int from = target.position();
        int room = (int) Math.min(target.remaining(), end - position);
        int count = position + room == size ? room : room - room % BlobForm.BLOCK;
        ByteBuffer blocks = target.slice(from, count);
        readFully(blocks, position);
        for (int at = 0; at < count; at += BlobForm.BLOCK) {
            int length = Math.min(BlobForm.BLOCK, count - at);
            check((position + at) / BlobForm.BLOCK, blocks.slice(at, length));
        }
        target.position(from + count);
        position += count;
        return count;
    }

    /** Reads the block at the position into a buffer of our own, and keeps what is wanted of it. */
    private ByteBuffer load(int length) throws IOException {
        ByteBuffer block = Buffers.take();
        left = block;
        long start = position - position % BlobForm.BLOCK;
        block.limit(length);
        try {
            readFully(block, start);
            check(start / BlobForm.BLOCK, block.flip().duplicate());
        } catch (IOException | DriverException e) {
            // What failed once is read again next time, never handed out.
            free();
            throw e;
        }
        block.position((int) (position - start));
        block.limit((int) Math.min(length, end - start));
        return block;
    }

    private int blockLength() {
        long start = position - position % BlobForm.BLOCK;
        return (int) Math.min(BlobForm.BLOCK, size - start);
    }

    private void check(long block, ByteBuffer bytes) throws IOException {
        if (block < firstSum || block >= firstSum + countOfSums) {
            readSums(block);
        }
        if (sums.getInt((int) (block - firstSum) * BlobForm.SUM) != BlobForm.sum(bytes)) {
            throw damaged("block " + block + " does not have its checksum");
        }
    }

    private void readSums(long block) throws IOException {
        countOfSums = 0;
        int count = (int) Math.min(SUMS, BlobForm.blocks(size) - block);
        sums.clear().limit(count * BlobForm.SUM);
        readFully(sums, size + block * BlobForm.SUM);
        firstSum = block;
        countOfSums = count;
    }

    private void readFully(ByteBuffer target, long from) throws IOException {
        long at = from;
        while (target.hasRemaining()) {
            int count = source.read(target, at);
            if (count < 0) {
                throw damaged("it is too short");
            }
            at += count;
        }
    }

    private DriverException damaged(String how) {
        return new DriverException(Kind.BROKEN, "blob " + id + " is damaged: " + how);
    }

    private void free() {
        ByteBuffer block = left;
        left = null;
        if (block != null) {
            Buffers.give(block);
        }
    }

    @Override
    public void close() {
        free();
        try {
            source.close();
        } catch (IOException e) {
            throw new DriverException(Kind.UNREACHABLE, "cannot close blob: " + e, e);
        }
    }
}

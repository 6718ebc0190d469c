package io.nova.driver.objectstore.filesystem;

import io.nova.model.DriverException;
import io.nova.model.DriverException.Kind;
import io.nova.spi.objectstore.BlobReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Reads blocks, checks the sum of each, and hands out what of it is in the range. */
final class BlobFileReader implements BlobReader {

    /** Sums that are read at once: those of 64 MiB. */
    private static final int SUMS = 1024;

    private final Path path;
    private final FileChannel file;
    private final long size;
    private final long end;
    private long position;

    private final ByteBuffer sums = ByteBuffer.allocate(SUMS * BlobFormat.SUM + BlobFormat.FOOTER);
    private long firstSum;
    private int countOfSums;

    /** The block that the target had no room for, checked; null if there is none. */
    private @Nullable ByteBuffer left;

    private BlobFileReader(Path path, FileChannel file, long offset, long length)
            throws IOException {
        this.path = path;
        this.file = file;
        long fileLength = file.size();
        size = BlobFormat.size(fileLength);
        if (size < 0 || !readTail(fileLength)) {
            throw damaged("its end is not that of a blob");
        }
        position = Math.min(offset, size);
        end = position + Math.min(length, size - position);
    }

    static BlobFileReader open(Path path, long offset, long length) throws IOException {
        FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
        boolean done = false;
        try {
            BlobFileReader reader = new BlobFileReader(path, file, offset, length);
            done = true;
            return reader;
        } finally {
            if (!done) {
                file.close();
            }
        }
    }

    /** Reads the footer and, since they are beside it, the last sums. */
    private boolean readTail(long fileLength) throws IOException {
        countOfSums = (int) Math.min(BlobFormat.blocks(size), SUMS);
        firstSum = BlobFormat.blocks(size) - countOfSums;
        int tail = countOfSums * BlobFormat.SUM + BlobFormat.FOOTER;
        sums.limit(tail);
        readFully(sums, fileLength - tail);
        return BlobFormat.isFooter(sums.position(tail - BlobFormat.FOOTER), size);
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
            boolean whole = position % BlobFormat.BLOCK == 0 && end - position >= length;
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
        int count = position + room == size ? room : room - room % BlobFormat.BLOCK;
        ByteBuffer blocks = target.slice(from, count);
        readFully(blocks, position);
        for (int at = 0; at < count; at += BlobFormat.BLOCK) {
            int length = Math.min(BlobFormat.BLOCK, count - at);
            check((position + at) / BlobFormat.BLOCK, blocks.slice(at, length));
        }
        target.position(from + count);
        position += count;
        return count;
    }

    /** Reads the block at the position into a buffer of our own, and keeps what is wanted of it. */
    private ByteBuffer load(int length) throws IOException {
        ByteBuffer block = Buffers.direct();
        left = block;
        long start = position - position % BlobFormat.BLOCK;
        block.limit(length);
        readFully(block, start);
        check(start / BlobFormat.BLOCK, block.flip().duplicate());
        block.position((int) (position - start));
        block.limit((int) Math.min(length, end - start));
        return block;
    }

    private int blockLength() {
        long start = position - position % BlobFormat.BLOCK;
        return (int) Math.min(BlobFormat.BLOCK, size - start);
    }

    private void check(long block, ByteBuffer bytes) throws IOException {
        if (block < firstSum || block >= firstSum + countOfSums) {
            firstSum = block;
            countOfSums = (int) Math.min(SUMS, BlobFormat.blocks(size) - block);
            sums.clear().limit(countOfSums * BlobFormat.SUM);
            readFully(sums, size + block * BlobFormat.SUM);
        }
        if (sums.getInt((int) (block - firstSum) * BlobFormat.SUM) != BlobFormat.sum(bytes)) {
            throw damaged("block " + block + " does not have its checksum");
        }
    }

    private void readFully(ByteBuffer target, long from) throws IOException {
        long at = from;
        while (target.hasRemaining()) {
            int count = file.read(target, at);
            if (count < 0) {
                throw damaged("it is too short");
            }
            at += count;
        }
    }

    private DriverException damaged(String how) {
        return new DriverException(
                Kind.BROKEN, "blob " + path.getFileName() + " is damaged: " + how);
    }

    private void free() {
        ByteBuffer block = left;
        left = null;
        if (block != null) {
            Buffers.free(block);
        }
    }

    @Override
    public void close() {
        free();
        try {
            file.close();
        } catch (IOException e) {
            throw new DriverException(Kind.UNREACHABLE, "cannot close blob: " + e, e);
        }
    }
}

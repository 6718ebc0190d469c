package io.nova.driver.objectstore.filesystem;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Set;

/** Writes a blob's file and makes its content durable. */
final class BlobWriter {

    /** How much is written between two looks at the room. */
    private static final int BLOCKS_PER_LOOK = 256;

    /** Looks whether there is room for more. */
    @FunctionalInterface
    interface Room {
        void require() throws InterruptedException;
    }

    private final FileChannel file;
    private int[] sums = new int[16];
    private int blocks;
    private long size;

    private BlobWriter(FileChannel file) {
        this.file = file;
    }

    /**
     * Writes all of the content to a new file.
     *
     * @throws IOException what the content threw
     */
    static void write(Path path, InputStream content, Room room)
            throws IOException, InterruptedException {
        FileChannel file = create(path);
        try (file) {
            new BlobWriter(file).copy(content, room);
        }
    }

    private static FileChannel create(Path path) throws InterruptedException {
        try {
            return FileChannel.open(
                    path,
                    Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                    TemporaryFiles.OWNER_ONLY);
        } catch (IOException e) {
            throw Faults.of("cannot make a file", e);
        }
    }

    private void copy(InputStream content, Room room) throws IOException, InterruptedException {
        byte[] block = Buffers.heap();
        try {
            int count;
            do {
                count = content.readNBytes(block, 0, block.length);
                if (count > 0) {
                    append(ByteBuffer.wrap(block, 0, count));
                }
                if (blocks % BLOCKS_PER_LOOK == BLOCKS_PER_LOOK - 1) {
                    room.require();
                }
            } while (count == block.length);
        } finally {
            Buffers.free(block);
        }
        finish();
    }

    private void append(ByteBuffer block) throws InterruptedException {
        if (blocks == sums.length) {
            sums = Arrays.copyOf(sums, blocks * 2);
        }
        size += block.remaining();
        sums[blocks++] = BlobFormat.sum(block.duplicate());
        writeFully(block);
    }

    private void finish() throws InterruptedException {
        ByteBuffer end = ByteBuffer.allocate(blocks * BlobFormat.SUM + BlobFormat.FOOTER);
        for (int i = 0; i < blocks; i++) {
            end.putInt(sums[i]);
        }
        BlobFormat.putFooter(end, size);
        writeFully(end.flip());
        try {
            file.force(false);
        } catch (IOException e) {
            throw Faults.of("cannot synchronise a file", e);
        }
    }

    private void writeFully(ByteBuffer bytes) throws InterruptedException {
        try {
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        } catch (IOException e) {
            throw Faults.of("cannot write a file", e);
        }
    }
}

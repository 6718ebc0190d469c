package io.nova.driver.objectstore.filesystem;

import io.nova.spi.objectstore.BlobFormStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;

/** Writes a blob's file and makes its content durable. */
final class BlobWriter {

    /** Bytes that are taken from the content at once. */
    private static final int CHUNK = 128 << 10;

    /** Bytes of one write; a multiple of every block size there is. */
    private static final int BATCH = 512 << 10;

    /** How much is written between two looks at the room. */
    private static final int BATCHES_PER_LOOK = 32;

    private static final int LARGEST_BLOCK = 64 << 10;
    private static final Queue<Buffers> FREE = new ArrayBlockingQueue<>(64);

    private final Optional<DirectFiles> direct;
    private final Room room;

    /**
     * @param direct how large files are written, if the file system can
     */
    BlobWriter(Optional<DirectFiles> direct, Room room) {
        this.direct = direct.filter(files -> files.block() <= LARGEST_BLOCK);
        this.room = room;
    }

    /** Looks whether there is room for more. */
    @FunctionalInterface
    interface Room {
        void require() throws InterruptedException;
    }

    @SuppressWarnings("ArrayRecordComponent") // Nobody compares buffers.
    private record Buffers(byte[] chunk, ByteBuffer batch) {

        static Buffers take() {
            Buffers free = FREE.poll();
            return free != null
                    ? free
                    : new Buffers(
                            new byte[CHUNK],
                            ByteBuffer.allocateDirect(BATCH + LARGEST_BLOCK)
                                    .alignedSlice(LARGEST_BLOCK));
        }

        /** Puts the next bytes into the batch; tells whether it is full, so that more may come. */
        boolean fill(InputStream content) throws IOException {
            batch.clear();
            while (batch.position() < BATCH) {
                int wanted = Math.min(chunk.length, BATCH - batch.position());
                int count = content.readNBytes(chunk, 0, wanted);
                batch.put(chunk, 0, count);
                if (count < wanted) {
                    break;
                }
            }
            batch.flip();
            return batch.limit() == BATCH;
        }
    }

    /**
     * Writes all of the content to a new file.
     *
     * @return the size of the content
     * @throws IOException what the content threw
     */
    long write(Path path, InputStream content) throws IOException, InterruptedException {
        BlobFormStream form = new BlobFormStream(content);
        Buffers buffers = Buffers.take();
        try {
            boolean large = buffers.fill(form);
            Optional<DirectFiles> past = direct.filter(files -> large);
            FileChannel file = create(path, past);
            try (file) {
                copy(form, buffers, file, past);
                force(file);
            }
            return form.size();
        } finally {
            FREE.offer(buffers);
        }
    }

    private void copy(
            InputStream form, Buffers buffers, FileChannel file, Optional<DirectFiles> past)
            throws IOException, InterruptedException {
        long length = 0;
        boolean more = true;
        for (int batches = 1; more; batches++) {
            ByteBuffer batch = buffers.batch();
            length += batch.remaining();
            more = batch.remaining() == BATCH;
            writeFully(file, past.map(files -> files.padded(batch)).orElse(batch));
            if (batches % BATCHES_PER_LOOK == 0) {
                room.require();
            }
            if (more) {
                buffers.fill(form);
            }
        }
        if (past.isPresent()) {
            cut(file, length);
        }
    }

    private static FileChannel create(Path path, Optional<DirectFiles> past)
            throws InterruptedException {
        try {
            return past.isPresent()
                    ? past.get().create(path)
                    : FileChannel.open(
                            path,
                            Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                            TemporaryFiles.OWNER_ONLY);
        } catch (IOException e) {
            throw Faults.of("cannot make a file", e);
        }
    }

    private static void cut(FileChannel file, long length) throws InterruptedException {
        try {
            file.truncate(length);
        } catch (IOException e) {
            throw Faults.of("cannot end a file", e);
        }
    }

    private static void force(FileChannel file) throws InterruptedException {
        try {
            file.force(false);
        } catch (IOException e) {
            throw Faults.of("cannot synchronise a file", e);
        }
    }

    private static void writeFully(FileChannel file, ByteBuffer bytes) throws InterruptedException {
        try {
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        } catch (IOException e) {
            throw Faults.of("cannot write a file", e);
        }
    }
}

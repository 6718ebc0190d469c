package io.nova.driver.objectstore.filesystem;

import io.nova.spi.objectstore.BlobFormStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;

/** Writes a blob's file and makes its content durable. */
final class BlobWriter {

    /** Bytes of one write. */
    private static final int CHUNK = 128 << 10;

    /** How much is written between two looks at the room. */
    private static final int CHUNKS_PER_LOOK = 128;

    private static final Queue<byte[]> FREE = new ArrayBlockingQueue<>(64);

    /** Looks whether there is room for more. */
    @FunctionalInterface
    interface Room {
        void require() throws InterruptedException;
    }

    private final FileChannel file;
    private final BlobFormStream form;

    private BlobWriter(FileChannel file, InputStream content) {
        this.file = file;
        this.form = new BlobFormStream(content);
    }

    /**
     * Writes all of the content to a new file.
     *
     * @return the size of the content
     * @throws IOException what the content threw
     */
    static long write(Path path, InputStream content, Room room)
            throws IOException, InterruptedException {
        FileChannel file = create(path);
        try (file) {
            BlobWriter writer = new BlobWriter(file, content);
            byte[] free = FREE.poll();
            byte[] chunk = free != null ? free : new byte[CHUNK];
            try {
                writer.copy(chunk, room);
            } finally {
                FREE.offer(chunk);
            }
            return writer.form.size();
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

    private void copy(byte[] chunk, Room room) throws IOException, InterruptedException {
        int count = form.readNBytes(chunk, 0, chunk.length);
        for (int chunks = 1; count > 0; chunks++) {
            writeFully(ByteBuffer.wrap(chunk, 0, count));
            if (chunks % CHUNKS_PER_LOOK == 0) {
                room.require();
            }
            count = form.readNBytes(chunk, 0, chunk.length);
        }
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

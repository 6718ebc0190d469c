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

    /** How much is written between two looks at the room. */
    private static final int BYTES_PER_LOOK = 16 << 20;

    private static final Queue<byte[]> FREE = new ArrayBlockingQueue<>(64);

    private final Optional<DirectFiles> direct;
    private final Room room;

    /**
     * @param direct how large files are written, if the file system can
     */
    BlobWriter(Optional<DirectFiles> direct, Room room) {
        this.direct = direct.filter(files -> files.block() <= Batch.LARGEST_BLOCK);
        this.room = room;
    }

    /** Looks whether there is room for more. */
    @FunctionalInterface
    interface Room {
        void require() throws InterruptedException;
    }

    /**
     * Writes all of the content to a new file.
     *
     * @return the size of the content
     * @throws IOException what the content threw
     */
    long write(Path path, InputStream content) throws IOException, InterruptedException {
        BlobFormStream form = new BlobFormStream(content);
        byte[] free = FREE.poll();
        byte[] chunk = free != null ? free : new byte[CHUNK];
        try {
            int count = form.readNBytes(chunk, 0, CHUNK);
            Optional<Batch> batch =
                    count == CHUNK && direct.isPresent() ? Batch.take() : Optional.empty();
            if (batch.isPresent()) {
                try (Batch taken = batch.get()) {
                    past(form, chunk, taken, path);
                }
            } else {
                plain(form, chunk, count, path);
            }
            return form.size();
        } finally {
            FREE.offer(chunk);
        }
    }

    private void plain(InputStream form, byte[] chunk, int first, Path path)
            throws IOException, InterruptedException {
        FileChannel file = disk("cannot make a file", () -> create(path));
        try (file) {
            long looked = 0;
            long written = 0;
            for (int count = first; count > 0; count = form.readNBytes(chunk, 0, CHUNK)) {
                writeFully(file, ByteBuffer.wrap(chunk, 0, count));
                written += count;
                looked = look(looked, written);
            }
            force(file);
        }
    }

    /** Past the page cache, whose first chunk is read. */
    private void past(InputStream form, byte[] chunk, Batch batch, Path path)
            throws IOException, InterruptedException {
        DirectFiles files = direct.orElseThrow();
        FileChannel file = disk("cannot make a file", () -> files.create(path));
        try (file) {
            long looked = 0;
            long written = 0;
            boolean more = batch.fill(chunk, form);
            while (batch.bytes().hasRemaining()) {
                written += batch.bytes().remaining();
                writeFully(file, files.padded(batch.bytes()));
                looked = look(looked, written);
                if (!more) {
                    break;
                }
                more = batch.fill(form, chunk);
            }
            long length = written;
            disk("cannot end a file", () -> file.truncate(length));
            force(file);
        }
    }

    /** Returns how much was written at the last look. */
    private long look(long looked, long written) throws InterruptedException {
        if (written - looked < BYTES_PER_LOOK) {
            return looked;
        }
        room.require();
        return written;
    }

    private static FileChannel create(Path path) throws IOException {
        return FileChannel.open(
                path,
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                TemporaryFiles.OWNER_ONLY);
    }

    private static void writeFully(FileChannel file, ByteBuffer bytes) throws InterruptedException {
        while (bytes.hasRemaining()) {
            disk("cannot write a file", () -> file.write(bytes));
        }
    }

    private static void force(FileChannel file) throws InterruptedException {
        disk(
                "cannot synchronise a file",
                () -> {
                    file.force(false);
                    return file;
                });
    }

    /** What the disk is asked for: only the content throws its own faults through. */
    @FunctionalInterface
    private interface Step<T> {
        T run() throws IOException;
    }

    private static <T> T disk(String failing, Step<T> step) throws InterruptedException {
        try {
            return step.run();
        } catch (IOException e) {
            throw Faults.of(failing, e);
        }
    }
}

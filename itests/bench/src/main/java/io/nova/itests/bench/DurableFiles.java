package io.nova.itests.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writes file after file so that each survives a power cut: write, fsync, rename, fsync. It keeps
 * them all, as an object store does: the memory of deleted files is at hand again, and a loop that
 * deletes is three times as fast with large ones.
 */
final class DurableFiles implements Load.Worker {

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final Path folder;
    private final byte[] content;

    DurableFiles(Path folder, byte[] content) {
        this.folder = folder;
        this.content = content;
    }

    @Override
    public void step() throws IOException {
        Path draft = folder.resolve("draft");
        try (FileChannel file =
                FileChannel.open(draft, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(false);
        }
        Path target = folder.resolve("file-" + COUNT.incrementAndGet());
        Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }
}

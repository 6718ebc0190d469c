package io.nova.itests.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes file after file so that each survives a power cut: write, fsync, rename, fsync. */
final class DurableFiles implements Load.Worker {

    private static final int KEPT = 64;

    private final Path folder;
    private final byte[] content;
    private int count;

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
        Path target = folder.resolve("file-" + count++);
        Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
        Files.deleteIfExists(folder.resolve("file-" + (count - KEPT)));
    }
}

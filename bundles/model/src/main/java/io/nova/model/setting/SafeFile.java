package io.nova.model.setting;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Files that are there whole or as before, whenever the machine stops. */
public final class SafeFile {

    private SafeFile() {}

    /** Replaces what is in the file; returns when that is safe. */
    public static void replace(Path file, List<String> lines) throws IOException {
        // Not of a name by which somebody would take it for a file of its own.
        Path draft = file.resolveSibling("." + file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(draft, CREATE, WRITE, TRUNCATE_EXISTING)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(String.join("\n", lines) + "\n");
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(draft, file, ATOMIC_MOVE, REPLACE_EXISTING);
        sync(file);
    }

    /** Makes the file's name safe. */
    public static void sync(Path file) throws IOException {
        try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent(), READ)) {
            folder.force(true);
        }
    }
}

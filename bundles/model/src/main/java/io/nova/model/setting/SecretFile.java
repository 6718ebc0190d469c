package io.nova.model.setting;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Supplier;

/** A file with keys as text, which only its owner may read. */
public final class SecretFile {

    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rw-------");

    private final Path file;

    public SecretFile(Path file) {
        this.file = file.toAbsolutePath();
    }

    /**
     * Returns if nobody but the owner may use a file.
     *
     * @throws IllegalArgumentException if others may, with what to do about it
     */
    public static void requireOwners(Path file) throws IOException {
        String rights = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        if (!rights.endsWith("------")) {
            throw new IllegalArgumentException(exposed(file, rights));
        }
    }

    private static String exposed(Path file, String rights) {
        return "%s has the mode %s, so that others may use it; run: chmod 600 %s"
                .formatted(file, rights, file);
    }

    /** Tells whether it was made. */
    public boolean isThere() {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Returns what is in the file.
     *
     * @param generator gives what a file that is not there is made with
     * @throws IOException if the file cannot be used, with what to do about it
     */
    public String load(Supplier<String> generator) throws IOException {
        if (!isThere()) {
            create(generator.get());
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(file + " is no regular file");
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        if (!OWNER_ONLY.containsAll(permissions)) {
            throw new IOException(exposed(file, PosixFilePermissions.toString(permissions)));
        }
        return Files.readString(file, StandardCharsets.US_ASCII);
    }

    /** Makes the file whole or not at all, and never replaces one. */
    private void create(String text) throws IOException {
        Path folder = file.getParent();
        if (folder == null) {
            throw new IOException(file + " is no file");
        }
        Files.createDirectories(
                folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path draft =
                Files.createTempFile(
                        folder,
                        file.getFileName() + ".",
                        ".new",
                        PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        try {
            try (FileChannel channel = FileChannel.open(draft, WRITE)) {
                ByteBuffer bytes = StandardCharsets.US_ASCII.encode(text);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException e) {
            // Another process was first, with keys that are as good.
            return;
        } finally {
            Files.deleteIfExists(draft);
        }
        try (FileChannel entry = FileChannel.open(folder, READ)) {
            entry.force(true);
        }
    }

    /** Removes the file if this is what is in it. */
    public void remove(String text) throws IOException {
        if (isThere() && Files.readString(file, StandardCharsets.US_ASCII).equals(text)) {
            Files.delete(file);
        }
    }

    /** Returns where it is. */
    @Override
    public String toString() {
        return file.toString();
    }
}

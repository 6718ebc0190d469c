package io.nova.manager.compute;

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

/** The file with the keys of identity documents, which only its owner may read. */
final class DocumentKeyFile {

    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rw-------");

    private final Path file;
    private final Supplier<DocumentKeys> generator;

    /**
     * @param generator makes the keys of a file that is not there
     */
    DocumentKeyFile(Path file, Supplier<DocumentKeys> generator) {
        this.file = file.toAbsolutePath();
        this.generator = generator;
    }

    /**
     * Returns the keys, new ones if there is no file.
     *
     * @throws IOException if the file cannot be used, with what to do about it
     */
    DocumentKeys load() throws IOException {
        if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
            create(generator.get());
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(file + " is no regular file");
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        if (!OWNER_ONLY.containsAll(permissions)) {
            throw new IOException(
                    "%s has the mode %s, so that others may use it; run: chmod 600 %s"
                            .formatted(file, PosixFilePermissions.toString(permissions), file));
        }
        try {
            return DocumentKeys.parse(Files.readString(file, StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new IOException(
                    "%s: %s; put it back from a backup, or remove it and new keys are made"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    /** Makes the file whole or not at all, and never replaces one. */
    private void create(DocumentKeys keys) throws IOException {
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
                ByteBuffer bytes = StandardCharsets.US_ASCII.encode(keys.pem());
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
}

package io.nova.driver.identity.local;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * The file with the key-encryption key: one line of 64 hexadecimal digits that only its owner may
 * read.
 */
final class KeyFile {

    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rw-------");

    private final Path file;

    KeyFile(Path file) {
        this.file = file.toAbsolutePath();
    }

    /**
     * Returns the key, a new one if there is no file.
     *
     * @param needed tells whether secrets exist that a new key could not open
     * @throws IllegalStateException if the file cannot be used, with what to do about it
     */
    byte[] load(BooleanSupplier needed) {
        try {
            if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
                if (needed.getAsBoolean()) {
                    throw refused(
                            "is missing, but the state store holds secrets sealed with it;"
                                    + " put it back from a backup, or copy it from another host that"
                                    + " has the role api");
                }
                create();
            }
            return read();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "io.nova.driver.identity.local: key keyFile: cannot use " + file, e);
        }
    }

    private byte[] read() throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw refused("is no regular file");
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        if (!OWNER_ONLY.containsAll(permissions)) {
            throw refused(
                    "has the mode %s, so that others may use it; run: chmod 600 %s"
                            .formatted(PosixFilePermissions.toString(permissions), file));
        }
        String line = Files.readString(file, StandardCharsets.US_ASCII).strip();
        if (!line.matches("[0-9a-f]{" + 2 * SecretSealer.KEY_BYTES + "}")) {
            throw refused("does not hold a key: one line of 64 hexadecimal digits");
        }
        return HexFormat.of().parseHex(line);
    }

    /** Makes the file whole or not at all, and never replaces one. */
    private void create() throws IOException {
        Path folder = file.getParent();
        if (folder == null) {
            throw refused("is no file");
        }
        Files.createDirectories(
                folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        byte[] key = new byte[SecretSealer.KEY_BYTES];
        new SecureRandom().nextBytes(key);
        Path draft = folder.resolve(file.getFileName() + "." + System.nanoTime() + ".new");
        try {
            write(draft, HexFormat.of().formatHex(key) + "\n");
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException e) {
            // Another process was first, with a key that is as good.
            return;
        } finally {
            Files.deleteIfExists(draft);
        }
        try (FileChannel entry = FileChannel.open(folder, READ)) {
            entry.force(true);
        }
    }

    private static void write(Path path, String text) throws IOException {
        try (FileChannel channel =
                FileChannel.open(
                        path,
                        Set.of(CREATE_NEW, WRITE),
                        PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
            ByteBuffer bytes = StandardCharsets.US_ASCII.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private IllegalStateException refused(String reason) {
        return new IllegalStateException(
                "io.nova.driver.identity.local: key keyFile: %s %s".formatted(file, reason));
    }
}

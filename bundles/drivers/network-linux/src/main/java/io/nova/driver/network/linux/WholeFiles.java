package io.nova.driver.network.linux;

import io.nova.model.DriverException;
import io.nova.model.DriverException.Kind;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** Files that are there whole or not at all, whenever the process dies. */
final class WholeFiles {

    private WholeFiles() {}

    /**
     * Makes a directory with these permissions, or gives them to it, whatever the umask is.
     *
     * @param permissions for example {@code rwx------}
     */
    static Path directory(Path directory, String permissions) {
        try {
            Files.createDirectories(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(permissions));
            return directory;
        } catch (IOException e) {
            throw broken("cannot make " + directory, e);
        }
    }

    static void write(Path file, String text, String permissions) {
        write(file, file.resolveSibling("." + file.getFileName() + ".new"), text, permissions);
    }

    /**
     * Writes a file by way of another one.
     *
     * @param fresh in the same directory, and written by nobody else meanwhile; who dies leaves it
     */
    static void write(Path file, Path fresh, String text, String permissions) {
        try {
            // A stream, since a channel gives up when the thread is interrupted.
            try (FileOutputStream stream = new FileOutputStream(fresh.toFile())) {
                // Before the content, and not left to the umask: dnsmasq reads as another user.
                Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString(permissions));
                stream.write(text.getBytes(StandardCharsets.UTF_8));
                stream.getFD().sync();
            }
            Files.move(
                    fresh,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw broken("cannot write " + file, e);
        }
    }

    static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw broken("cannot read " + file, e);
        }
    }

    static void delete(Path file) {
        try {
            Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".new"));
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw broken("cannot delete " + file, e);
        }
    }

    private static DriverException broken(String what, IOException e) {
        return new DriverException(Kind.BROKEN, what + ": " + e, e);
    }
}

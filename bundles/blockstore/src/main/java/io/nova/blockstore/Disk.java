package io.nova.blockstore;

import static io.nova.model.DriverException.Kind.BROKEN;
import static io.nova.model.DriverException.Kind.EXHAUSTED;

import io.nova.model.DriverException;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;

/**
 * What is done to files, so that it is there whole or not at all whenever the process dies. Content
 * goes through streams: a channel would be closed by an interrupt.
 */
public final class Disk {

    private static final int PART = 1 << 20;
    private static final byte[] ZEROS = new byte[PART];

    private Disk() {}

    /** What is done to a file. */
    @FunctionalInterface
    public interface Work<T> {
        T perform() throws IOException;
    }

    /** Does it, and says what went wrong as an agent wants to hear it. */
    public static <T> T attempt(String what, Work<T> work) {
        try {
            return work.perform();
        } catch (IOException e) {
            boolean full =
                    String.valueOf(e.getMessage()).contains("No space left")
                            || String.valueOf(e.getMessage()).contains("quota exceeded");
            throw new DriverException(full ? EXHAUSTED : BROKEN, "cannot " + what + ": " + e, e);
        }
    }

    /** Makes a directory with these permissions, for example {@code rwx------}. */
    public static void directory(Path directory, String permissions) {
        attempt(
                "make " + directory,
                () -> {
                    Files.createDirectories(directory);
                    return Files.setPosixFilePermissions(
                            directory, PosixFilePermissions.fromString(permissions));
                });
    }

    /** Makes or lengthens a file; what is new reads as zeros. */
    static void lengthen(Path file, long bytes) {
        attempt(
                "lengthen " + file,
                () -> {
                    try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
                        access.setLength(bytes);
                        access.getFD().sync();
                    }
                    return bytes;
                });
    }

    /** Writes a small file, durably. */
    public static void write(Path file, String text) {
        Path next = file.resolveSibling("." + file.getFileName());
        attempt(
                "write " + file,
                () -> {
                    try (FileOutputStream stream = new FileOutputStream(next.toFile())) {
                        stream.write(text.getBytes(StandardCharsets.UTF_8));
                        stream.getFD().sync();
                    }
                    return next;
                });
        rename(next, file);
    }

    public static Optional<String> read(Path file) {
        return attempt(
                "read " + file,
                () -> {
                    try {
                        return Optional.of(Files.readString(file));
                    } catch (NoSuchFileException e) {
                        return Optional.<String>empty();
                    }
                });
    }

    /** Gives a file its other name, durably. */
    public static void rename(Path from, Path to) {
        attempt(
                "rename " + from + " to " + to,
                () -> {
                    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
                    return to;
                });
        syncDirectory(to);
    }

    /** Deletes a file, durably; none is a success. */
    public static void delete(Path file) {
        attempt("delete " + file, () -> Files.deleteIfExists(file));
        syncDirectory(file);
    }

    /** Returns when everything that was written to the file is durable. */
    public static void sync(Path file) {
        attempt(
                "sync " + file,
                () -> {
                    try (FileInputStream stream = new FileInputStream(file.toFile())) {
                        stream.getFD().sync();
                    }
                    return file;
                });
    }

    /**
     * Writes content into a file. Zeros over zeros are not written: so a hole stays one.
     *
     * @throws IOException what content threw, or that it ended early
     */
    static void fill(Path file, long offset, long length, InputStream content)
            throws IOException, InterruptedException {
        try (RandomAccessFile access = attempt("open " + file, () -> open(file))) {
            for (long done = 0; done < length; ) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("filling " + file);
                }
                byte[] part = content.readNBytes((int) Math.min(PART, length - done));
                long at = offset + done;
                attempt("write " + file, () -> put(access, at, part));
                done += part.length;
                if (part.length == 0) {
                    throw new EOFException("content ended " + (length - done) + " bytes early");
                }
            }
            attempt(
                    "sync " + file,
                    () -> {
                        access.getFD().sync();
                        return file;
                    });
        }
    }

    static boolean isZero(byte[] bytes, int length) {
        return Arrays.equals(bytes, 0, length, ZEROS, 0, length);
    }

    private static RandomAccessFile open(Path file) throws IOException {
        return new RandomAccessFile(file.toFile(), "rw");
    }

    private static int put(RandomAccessFile access, long at, byte[] part) throws IOException {
        access.seek(at);
        if (isZero(part, part.length)) {
            byte[] there = new byte[part.length];
            access.readFully(there);
            if (isZero(there, there.length)) {
                return 0;
            }
            access.seek(at);
        }
        access.write(part);
        return part.length;
    }

    private static void syncDirectory(Path file) {
        boolean interrupted = Thread.interrupted();
        attempt(
                "sync the directory of " + file,
                () -> {
                    Path directory = file.resolveSibling(".");
                    try (FileChannel channel =
                            FileChannel.open(directory, StandardOpenOption.READ)) {
                        channel.force(true);
                    }
                    return directory;
                });
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

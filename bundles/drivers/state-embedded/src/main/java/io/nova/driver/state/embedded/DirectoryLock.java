package io.nova.driver.state.embedded;

import io.nova.model.UnavailableException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The store's directory, for its owner's eyes alone, held by one process at a time. */
final class DirectoryLock implements AutoCloseable {

    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rwx------");

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Makes the directory if it is not there and takes it.
     *
     * @throws UnavailableException if another process has it, or it cannot be made; says which
     */
    static DirectoryLock take(Path directory) {
        // The holder is named in a file of its own: to close any other channel on the file that is
        // locked would let the lock go, as POSIX has it.
        Path holder = directory.resolve("holder");
        try {
            Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            Files.setPosixFilePermissions(directory, OWNER_ONLY);
            FileChannel channel =
                    FileChannel.open(
                            directory.resolve("lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                throw new UnavailableException(
                        "state", "%s is in use by %s".formatted(directory, name(holder)));
            }
            Files.writeString(holder, "process " + ProcessHandle.current().pid() + "\n");
            return new DirectoryLock(channel);
        } catch (IOException e) {
            throw new UnavailableException(
                    "state", "cannot use the directory %s: %s".formatted(directory, e), e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Held by this very process; the channel stays open, as closing it would free the lock.
            return null;
        }
        if (lock == null) {
            channel.close();
        }
        return lock;
    }

    private static String name(Path holder) throws IOException {
        return Files.exists(holder) ? Files.readString(holder).strip() : "another process";
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UnavailableException("state", "cannot let go of the directory", e);
        }
    }
}

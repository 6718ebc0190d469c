package io.nova.driver.state.embedded;

import io.nova.model.UnavailableException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The store's directory, for its owner's eyes alone, held by one process at a time. */
final class DirectoryLock implements AutoCloseable {

    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rwx------");

    /** Directories that this process holds: what a file lock cannot tell. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private static final Queue<FileChannel> LEFT_OPEN = new ConcurrentLinkedQueue<>();

    private final Path directory;
    private final FileChannel channel;

    private DirectoryLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /**
     * Makes the directory if it is not there and takes it.
     *
     * @throws UnavailableException if another process has it, or it cannot be made; says which
     */
    static synchronized DirectoryLock take(Path directory) {
        // The holder is named in a file of its own: to close any other channel on the file that is
        // locked would let the lock go, as POSIX has it.
        Path holder = directory.resolve("holder");
        try {
            Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            Files.setPosixFilePermissions(directory, OWNER_ONLY);
            Path real = directory.toRealPath();
            if (HELD.contains(real)) {
                throw inUse(directory, holder);
            }
            FileChannel channel =
                    FileChannel.open(
                            directory.resolve("lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            if (!tryLock(channel)) {
                throw inUse(directory, holder);
            }
            HELD.add(real);
            Files.writeString(holder, "process " + ProcessHandle.current().pid() + "\n");
            return new DirectoryLock(real, channel);
        } catch (IOException e) {
            throw new UnavailableException(
                    "state", "cannot use the directory %s: %s".formatted(directory, e), e);
        }
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            if (channel.tryLock() != null) {
                return true;
            }
        } catch (OverlappingFileLockException e) {
            // Another revision of this bundle has it. To close the channel, or to let it be
            // collected, would free the lock for all of the process.
            LEFT_OPEN.add(channel);
            return false;
        }
        channel.close();
        return false;
    }

    private static UnavailableException inUse(Path directory, Path holder) throws IOException {
        return new UnavailableException(
                "state", "%s is in use by %s".formatted(directory, name(holder)));
    }

    private static String name(Path holder) throws IOException {
        return Files.exists(holder) ? Files.readString(holder).strip() : "another process";
    }

    @Override
    public void close() {
        HELD.remove(directory);
        try {
            channel.close();
        } catch (IOException e) {
            throw new UnavailableException("state", "cannot let go of the directory", e);
        }
    }
}

package io.nova.driver.objectstore.filesystem;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that are not blobs yet.
 *
 * <p>Each driver object has a directory of its own and holds a lock in it while it lives: while one
 * is exchanged for another they write at the same time, and the new one cleans up after the dead
 * alone.
 */
final class TemporaryFiles implements AutoCloseable {

    static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private static final Set<PosixFilePermission> OWNER_ONLY_DIRECTORY =
            PosixFilePermissions.fromString("rwx------");

    private static final Logger LOG = LoggerFactory.getLogger(TemporaryFiles.class);
    private static final String LOCK = "lock";

    private final Path directory;
    private final FileChannel lock;
    private final AtomicLong count = new AtomicLong();

    private TemporaryFiles(Path directory, FileChannel lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /** Cleans up after drivers that died, and makes a directory of our own. */
    static TemporaryFiles open(Path root) throws IOException {
        makeDirectory(root);
        try (DirectoryStream<Path> others = Files.newDirectoryStream(root)) {
            for (Path other : others) {
                cleanIfDead(other);
            }
        }
        // Under a name that no cleaner looks at until the lock is held.
        Path draft = root.resolve("." + UUID.randomUUID());
        makeDirectory(draft);
        FileChannel lock = openLock(draft, StandardOpenOption.CREATE_NEW);
        lock.lock();
        Path directory = root.resolve(draft.getFileName().toString().substring(1));
        Files.move(draft, directory);
        return new TemporaryFiles(directory, lock);
    }

    /** Makes a directory for its owner alone, or takes the rights of others away from one. */
    static void makeDirectory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(OWNER_ONLY_DIRECTORY));
        }
        Files.setPosixFilePermissions(directory, OWNER_ONLY_DIRECTORY);
    }

    /** Returns the path of a new file, which is not made yet. */
    Path next() {
        return directory.resolve(Long.toString(count.incrementAndGet()));
    }

    private static FileChannel openLock(Path directory, StandardOpenOption... more)
            throws IOException {
        Set<OpenOption> options = new HashSet<>(Set.of(more));
        options.add(StandardOpenOption.WRITE);
        return FileChannel.open(directory.resolve(LOCK), options, OWNER_ONLY);
    }

    private static void cleanIfDead(Path directory) throws IOException {
        if (isDraft(directory)) {
            return;
        }
        try (FileChannel channel = openLock(directory);
                FileLock lock = channel.tryLock()) {
            if (lock != null) {
                clean(directory);
            }
        } catch (OverlappingFileLockException e) {
            LOG.debug("{} belongs to another driver of this process", directory);
        } catch (NoSuchFileException e) {
            clean(directory);
        }
    }

    /** A draft is somebody's who starts just now, unless it is old. */
    private static boolean isDraft(Path directory) throws IOException {
        Instant young = Instant.now().minusSeconds(60);
        return String.valueOf(directory.getFileName()).startsWith(".")
                && Files.getLastModifiedTime(directory).toInstant().isAfter(young);
    }

    private static void clean(Path directory) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Faults.deleteQuietly(file);
            }
        }
        Faults.deleteQuietly(directory);
    }

    /** Gives up the directory; whoever still writes into it fails. */
    @Override
    public void close() {
        try {
            clean(directory);
            lock.close();
        } catch (IOException e) {
            LOG.warn("cannot give up {}: {}", directory, e.toString());
        }
    }
}

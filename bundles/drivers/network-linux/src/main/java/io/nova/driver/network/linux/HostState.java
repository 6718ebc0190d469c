package io.nova.driver.network.linux;

import io.nova.json.Json;
import io.nova.model.DriverException;
import io.nova.model.DriverException.Kind;
import io.nova.model.NetworkId;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What this host should have, one small file per network. A file is written before anything is made
 * of it and deleted after all of it is gone: whenever the process dies, what it leaves on the host
 * is known to the next one.
 */
final class HostState {

    private static final String SUFFIX = ".json";
    private static final int LOCK_POLL_MILLIS = 5;

    private final Path directory;

    HostState(Path directory) {
        this.directory = WholeFiles.directory(directory, "rwx------");
    }

    /** Reads all of it, in the order of the ids. */
    Map<NetworkId, NetworkState> read() {
        Map<NetworkId, NetworkState> states = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(SUFFIX) && !name.startsWith(".")) {
                    // A remove of another driver object may have been faster.
                    WholeFiles.read(file)
                            .map(text -> parse(file, text))
                            .ifPresent(state -> states.put(state.network().id(), state));
                }
            }
        } catch (IOException e) {
            throw new DriverException(Kind.BROKEN, "cannot list " + directory + ": " + e, e);
        }
        return states;
    }

    void write(NetworkState state) {
        // By way of one file for all, under the lock: who dies leaves nothing that is named after
        // a network that the next one does not know.
        WholeFiles.write(
                file(state.network().id()),
                directory.resolve(".new"),
                Json.write(state),
                "rw-------");
    }

    void delete(NetworkId network) {
        WholeFiles.delete(file(network));
    }

    /**
     * Keeps all others out, in this process and any other, until the lock is closed or the process
     * ends: the rules of a host are made of all its networks at once.
     */
    Lock lock() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("before the lock");
        }
        try {
            FileChannel channel =
                    FileChannel.open(
                            directory.resolve("lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            try {
                while (tryLock(channel) == null) {
                    TimeUnit.MILLISECONDS.sleep(LOCK_POLL_MILLIS);
                }
                return () -> close(channel);
            } catch (InterruptedException | IOException | RuntimeException e) {
                close(channel);
                throw e;
            }
        } catch (ClosedByInterruptException e) {
            Thread.interrupted();
            throw new InterruptedException("at the lock");
        } catch (IOException e) {
            throw new DriverException(Kind.BROKEN, "cannot lock " + directory + ": " + e, e);
        }
    }

    /** Lets the next one in. */
    @FunctionalInterface
    interface Lock extends AutoCloseable {
        @Override
        void close();
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Another thread of this very process has it.
            return null;
        }
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new DriverException(Kind.BROKEN, "cannot unlock: " + e, e);
        }
    }

    private static NetworkState parse(Path file, String text) {
        try {
            return Json.read(text, NetworkState.class);
        } catch (IllegalArgumentException e) {
            throw new DriverException(Kind.BROKEN, "cannot read " + file + ": " + e, e);
        }
    }

    private Path file(NetworkId network) {
        return directory.resolve(network + SUFFIX);
    }
}

package io.nova.driver.volume.aoe;

import static io.nova.model.DriverException.Kind.UNREACHABLE;

import io.nova.aoe.AoeException;
import io.nova.aoe.InitiatorClient;
import io.nova.aoe.InitiatorProcess;
import io.nova.blockstore.Detached;
import io.nova.blockstore.Disk;
import io.nova.blockstore.Places;
import io.nova.model.DriverException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process of this host that has volumes for QEMU. It belongs to the host: whoever comes finds
 * it at its control socket. One of an earlier release goes on while guests use it.
 */
final class RunningInitiator {

    private static final Logger LOG = LoggerFactory.getLogger(RunningInitiator.class);
    private static final int START_SECONDS = 20;
    private static final int POLL_MILLIS = 20;

    private final Settings settings;
    private final Path directory;
    private final Object lock;
    private @Nullable InitiatorProgram program;

    RunningInitiator(Settings settings) {
        this.settings = settings;
        directory = new Places(settings.runDirectory()).connections(settings.host());
        // What two connectors of a swap have in common, which are of two class loaders.
        lock = (Settings.PID + ":" + directory).intern();
    }

    /** What is asked of the process. */
    @FunctionalInterface
    interface Question<T> {
        T ask(InitiatorClient client) throws IOException, InterruptedException;
    }

    /** Asks it; starts it if it is not there. */
    <T> T ask(Question<T> question) throws InterruptedException {
        try {
            try (InitiatorClient client = InitiatorClient.open(directory)) {
                if (!isReplaced(client)) {
                    return question.ask(client);
                }
                LOG.info("the initiator of this host is of an earlier release and is replaced");
            } catch (AoeException e) {
                throw Asking.fault(e);
            } catch (IOException e) {
                interrupted(e);
                LOG.info("an initiator is started on this host: {}", e.toString());
            }
            start();
            try (InitiatorClient client = InitiatorClient.open(directory)) {
                return question.ask(client);
            }
        } catch (AoeException e) {
            throw Asking.fault(e);
        } catch (IOException e) {
            interrupted(e);
            throw new DriverException(
                    UNREACHABLE,
                    "the initiator of this host does not answer; it said: "
                            + Detached.lastWords(log()),
                    e);
        }
    }

    /** Whether it is there. */
    boolean isThere() throws InterruptedException {
        try (InitiatorClient client = InitiatorClient.open(directory)) {
            return !client.release().isEmpty();
        } catch (IOException e) {
            interrupted(e);
            return false;
        }
    }

    /** Whether it should be there: there are volumes that it serves. */
    boolean isNeeded() {
        Path records = state().resolve("volumes");
        return Files.isDirectory(records)
                && Disk.attempt(
                        "list connections",
                        () -> {
                            try (Stream<Path> files = Files.list(records)) {
                                return files.anyMatch(
                                        file -> !file.getFileName().toString().startsWith("."));
                            }
                        });
    }

    private boolean isReplaced(InitiatorClient client) throws IOException, InterruptedException {
        if (client.release().equals(program().release())) {
            return false;
        }
        try {
            client.stop();
            return true;
        } catch (AoeException e) {
            if (e.kind() == AoeException.Kind.BUSY) {
                // Guests have their disks from it.
                return false;
            }
            throw e;
        }
    }

    private void start() throws IOException, InterruptedException {
        synchronized (lock) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
            InitiatorProgram wanted = program();
            new Places(settings.runDirectory()).make(directory);
            boolean started = false;
            while (true) {
                try (InitiatorClient client = InitiatorClient.open(directory)) {
                    if (started || client.release().equals(wanted.release())) {
                        return;
                    }
                    // The earlier one, which is about to go.
                } catch (IOException e) {
                    interrupted(e);
                    if (System.nanoTime() > end) {
                        throw e;
                    }
                    if (!started) {
                        started = launch(wanted, end);
                    }
                }
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            }
        }
    }

    // It refuses to start while another has not gone.
    private boolean launch(InitiatorProgram wanted, long end) throws InterruptedException {
        try {
            Detached.start(argv(wanted), log());
            return true;
        } catch (DriverException e) {
            if (System.nanoTime() > end) {
                throw e;
            }
            return false;
        }
    }

    private List<String> argv(InitiatorProgram copy) {
        return InitiatorProcess.command(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                copy.classPath(),
                state(),
                directory,
                settings.group(),
                settings.dead(),
                copy.release());
    }

    private synchronized InitiatorProgram program() {
        InitiatorProgram known = program;
        if (known == null) {
            Places places = new Places(settings.runDirectory());
            known = InitiatorProgram.in(places.make(settings.runDirectory().resolve("p")));
            program = known;
        }
        return known;
    }

    // Not where it runs: there nothing may be executed, and JNA has to.
    private Path state() {
        return settings.store().directory().resolve("initiator");
    }

    private Path log() {
        return directory.resolve("start.log");
    }

    private static void interrupted(IOException e) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("talking with the initiator: " + e);
        }
    }
}

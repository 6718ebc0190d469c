package io.nova.driver.volume.iscsi;

import static io.nova.model.DriverException.Kind.UNREACHABLE;

import io.nova.blockstore.Disk;
import io.nova.blockstore.Processes;
import io.nova.blockstore.Processes.Found;
import io.nova.blockstore.Tool;
import io.nova.driver.volume.iscsi.TgtControl.Mode;
import io.nova.model.DriverException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one {@code tgtd} of a run directory. It belongs to the host, not to the JVM, and is known by
 * its argument vector; a tgtd of somebody else has another directory, so another socket.
 *
 * <p>It has its targets in memory alone. What it was told is below the run directory, under the
 * process's number and start: that of one that ended counts for nothing.
 */
final class Tgtd {

    private static final Logger LOG = LoggerFactory.getLogger(Tgtd.class);
    private static final Duration STARTING = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final int POLL_MILLIS = 10;
    private static final int LOG_MOST = 1 << 20;
    private static final int LOG_SHOWN = 300;

    // It goes on when the JVM ends, whatever ends that.
    private static final String START =
            "log=$1; shift; exec /usr/bin/setsid --fork \"$@\" >>\"$log\" 2>&1";

    private final Settings settings;
    private final HostKey key;
    private final Path run;

    Tgtd(Settings settings, HostKey key) {
        this.settings = settings;
        this.key = key;
        run = settings.runDirectory();
    }

    private List<String> argv() {
        return List.of(
                settings.tgtd().toString(),
                "--foreground",
                "--control-port=0",
                "--nr_iothreads=" + settings.threads(),
                mark() + "tgtd.pid",
                "--iscsi",
                "portal=" + settings.portal());
    }

    // It writes no such file in the foreground; but it says whose it is.
    private String mark() {
        return "--pid-file=" + run + "/";
    }

    /** Finds it; one that was started with other settings is not it. */
    Optional<Found> running() {
        return processes().stream().filter(one -> one.argv().equals(argv())).findFirst();
    }

    /** Lists all of the run directory. */
    List<Found> processes() {
        return Processes.with(settings.tgtd(), mark());
    }

    /** Returns the targets of one that runs. */
    Targets targets(Found process) {
        return new Targets(control(), new TargetFiles(told(process)), key);
    }

    /** Returns it running and ready to be told; starts it if need be. */
    Found ensure() throws InterruptedException {
        Optional<Found> known = running();
        // One whose socket or notes are gone cannot be told anything any more, or was not yet when
        // who started it died.
        Optional<Found> good =
                known.filter(one -> Files.exists(socket()) && Files.isDirectory(told(one)));
        List<Found> others = new ArrayList<>(processes());
        good.ifPresent(others::remove);
        Processes.end(others);
        return good.isPresent() ? good.get() : start();
    }

    /** Ends it at once. What was acknowledged is with the kernel, if not on the disk. */
    void end() throws InterruptedException {
        Processes.end(processes());
        tidy();
    }

    /** Removes what was of one that ended, and keeps the log short. */
    void tidy() {
        Optional<Path> kept = running().map(this::told);
        if (Files.isDirectory(targets())) {
            for (Path directory : list(targets())) {
                if (!kept.equals(Optional.of(directory))) {
                    delete(directory);
                }
            }
        }
        Disk.attempt(
                "shorten " + log(),
                () -> {
                    if (Files.exists(log()) && Files.size(log()) > LOG_MOST) {
                        try (RandomAccessFile file = new RandomAccessFile(log().toFile(), "rw")) {
                            file.setLength(0);
                        }
                    }
                    return log();
                });
    }

    private Found start() throws InterruptedException {
        Disk.directory(run, "rwx------");
        Disk.directory(targets(), "rwx------");
        tidy();
        List<String> argv = new ArrayList<>(List.of("/bin/sh", "-c", START, "sh"));
        argv.add(log().toString());
        argv.addAll(List.of("/usr/bin/env", "TGT_IPC_SOCKET=" + run.resolve("tgtd")));
        argv.addAll(argv());
        Tool.run(STARTING, argv);
        long end = System.nanoTime() + STARTING.toNanos();
        while (true) {
            Optional<Found> process = running();
            if (process.isPresent() && answers()) {
                Disk.directory(told(process.get()), "rwx------");
                LOG.info("tgtd {} serves at {}", process.get().pid(), settings.portal());
                return process.get();
            }
            if (System.nanoTime() > end) {
                Processes.end(processes());
                throw new DriverException(UNREACHABLE, "tgtd does not start: " + said());
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    // Where it cannot listen at the portal it listens everywhere, and is not wanted.
    private boolean answers() throws InterruptedException {
        String portals;
        try {
            portals = control().show(Mode.PORTAL, 0).strip();
        } catch (DriverException e) {
            return false;
        }
        if (portals.equals("Portal: " + settings.portal() + ",1")) {
            return true;
        }
        Processes.end(processes());
        throw new DriverException(
                UNREACHABLE, "tgtd cannot listen at %s: %s".formatted(settings.portal(), said()));
    }

    private String said() {
        try {
            String text = Files.readString(log(), StandardCharsets.ISO_8859_1).strip();
            return text.substring(Math.max(0, text.length() - LOG_SHOWN))
                    .replaceAll("\\p{Cntrl}+", "; ");
        } catch (IOException e) {
            return "it said nothing";
        }
    }

    private TgtControl control() {
        return new TgtControl(socket(), ANSWER);
    }

    private Path socket() {
        return run.resolve("tgtd.0");
    }

    private Path log() {
        return run.resolve("tgtd.log");
    }

    private Path targets() {
        return run.resolve("t");
    }

    private Path told(Found process) {
        long start =
                ProcessHandle.of(process.pid())
                        .flatMap(one -> one.info().startInstant())
                        .map(Instant::toEpochMilli)
                        .orElse(0L); // It ended, and there is nothing of it.
        return targets().resolve(process.pid() + "-" + start);
    }

    private static List<Path> list(Path directory) {
        return Disk.attempt(
                "list " + directory,
                () -> {
                    try (Stream<Path> files = Files.list(directory)) {
                        return files.toList();
                    }
                });
    }

    private static void delete(Path directory) {
        Disk.attempt(
                "delete " + directory,
                () -> {
                    try (Stream<Path> files = Files.walk(directory)) {
                        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                            Files.deleteIfExists(file);
                        }
                    }
                    return directory;
                });
    }
}

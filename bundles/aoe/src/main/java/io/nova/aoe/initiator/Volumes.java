package io.nova.aoe.initiator;

import io.nova.aoe.AoeClient;
import io.nova.aoe.AoeException;
import io.nova.aoe.AoeException.Kind;
import io.nova.aoe.TargetConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The volumes of this process; what it serves is kept in a directory, before anybody is told. */
final class Volumes {

    private static final Duration COLLECTING = Duration.ofMillis(200);
    private static final long POLL_MILLIS = 5;

    private final Path records;
    private final Path sockets;
    private final String group;
    private final Duration deadline;
    private final Log log;
    private final Map<String, VolumeServer> servers = new ConcurrentSkipListMap<>();
    private final Map<String, Object> locks = new ConcurrentHashMap<>();

    Volumes(Path records, Path sockets, String group, Duration deadline, Log log) {
        this.records = records;
        this.sockets = sockets;
        this.group = group;
        this.deadline = deadline;
        this.log = log;
    }

    /** Serves again what the process before this one served, whether its disk is there or not. */
    void restore() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(records)) {
            files = all.filter(file -> !file.getFileName().toString().startsWith(".")).toList();
        }
        for (Path file : files) {
            try {
                serve(VolumeRecord.parse(Files.readString(file)));
            } catch (IOException | IllegalArgumentException e) {
                // The others have guests, too.
                log.say("cannot serve " + file.getFileName() + " again: " + e.getMessage());
            }
        }
    }

    /**
     * Serves a volume, once its disk has been seen and is the one that is meant.
     *
     * @param wait how long to look for it
     * @return its socket
     */
    Path add(VolumeRecord wanted, Duration wait) throws IOException, InterruptedException {
        synchronized (lockOf(wanted.volume())) {
            VolumeServer known = servers.get(wanted.volume());
            if (known != null && !(known.isAlive() && known.record().isSameDisk(wanted))) {
                if (known.users() > 0) {
                    throw new AoeException(
                            Kind.BUSY,
                            wanted.volume() + " is served from " + known.record().line());
                }
                remove(wanted.volume());
                known = null;
            }
            long end = System.nanoTime() + wait.toNanos();
            VolumeRecord record = wanted.of(look(wanted, end));
            record.write(records);
            if (known == null) {
                known = serve(record);
            } else {
                known.resize(record.sectors());
            }
            while (!known.isPresent()) {
                if (System.nanoTime() - end > 0) {
                    String trouble = known.trouble();
                    throw new AoeException(Kind.TIMEOUT, trouble);
                }
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            }
            return socket(wanted.volume());
        }
    }

    /** Stops serving a volume; one that is unknown is a success. */
    void remove(String volume) throws IOException {
        synchronized (lockOf(volume)) {
            VolumeServer server = servers.get(volume);
            if (server != null && server.users() > 0) {
                throw new AoeException(Kind.BUSY, "a guest has " + volume + " open");
            }
            // In this order: what is left by a crash in between is served again, and listed.
            if (server != null) {
                server.close();
                servers.remove(volume);
                log.say(volume + " is not served any more");
            }
            VolumeRecord.delete(records, volume);
        }
    }

    /**
     * Lists each with how it is: the record, users, whether it is there, its socket, and trouble.
     */
    List<String> list() {
        return servers.values().stream()
                .map(
                        server ->
                                "volume %s %d %s %s %s"
                                        .formatted(
                                                server.record()
                                                        .of(server.export().sectors())
                                                        .line(),
                                                server.users(),
                                                server.isPresent() ? "present" : "absent",
                                                socket(server.record().volume()),
                                                server.trouble())
                                        .strip())
                .toList();
    }

    /** Whether somebody has one open. */
    boolean isInUse() {
        return servers.values().stream().anyMatch(server -> server.users() > 0);
    }

    private VolumeServer serve(VolumeRecord record) throws IOException {
        VolumeServer server =
                new VolumeServer(record, socket(record.volume()), group, deadline, log);
        servers.put(record.volume(), server);
        server.start();
        log.say("serves " + record.line());
        return server;
    }

    /** Returns how long the disk is, if it is one disk and the one that is meant. */
    private static long look(VolumeRecord wanted, long end)
            throws AoeException, InterruptedException {
        AoeException why =
                new AoeException(Kind.TIMEOUT, "no time to look for " + wanted.address());
        try (AoeClient client = AoeClient.open(wanted.interfaceName())) {
            while (System.nanoTime() - end < 0) {
                List<TargetConfig> found = client.discover(wanted.address(), COLLECTING);
                if (found.size() > 1) {
                    throw new AoeException(
                            Kind.DUPLICATE, "two disks answer for " + wanted.address());
                }
                if (found.isEmpty()) {
                    why =
                            new AoeException(
                                    Kind.TIMEOUT,
                                    "nobody answers for %s on %s"
                                            .formatted(wanted.address(), wanted.interfaceName()));
                } else if (found.get(0).name().equals(wanted.volume())) {
                    return client.identify(found.get(0), Duration.ofNanos(left(end))).sectors();
                } else {
                    // It may be about to be named.
                    why =
                            new AoeException(
                                    Kind.WRONG_TARGET,
                                    "%s on %s is called \"%s\", not \"%s\""
                                            .formatted(
                                                    wanted.address(),
                                                    wanted.interfaceName(),
                                                    found.get(0).name().replaceAll("[^ -~]", "?"),
                                                    wanted.volume()));
                    if (!found.get(0).name().isEmpty()) {
                        throw why;
                    }
                }
            }
        }
        throw why;
    }

    private static long left(long end) {
        return Math.max(COLLECTING.toNanos(), end - System.nanoTime());
    }

    private Path socket(String volume) {
        return sockets.resolve(volume + ".sock");
    }

    private Object lockOf(String volume) {
        return locks.computeIfAbsent(volume, unused -> new Object());
    }
}

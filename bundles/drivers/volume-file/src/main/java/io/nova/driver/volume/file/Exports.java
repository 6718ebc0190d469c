package io.nova.driver.volume.file;

import io.nova.driver.volume.file.Processes.Found;
import io.nova.driver.volume.file.Store.Entry;
import io.nova.driver.volume.file.Store.State;
import io.nova.model.VolumeId;
import io.nova.spi.volume.Initiator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the servers of the host to what the records say. Under the host's lock. */
final class Exports {

    private static final Logger LOG = LoggerFactory.getLogger(Exports.class);
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final Settings settings;
    private final Store store;
    private final ExportRecords records;
    private final Places places;
    // What was there when last seen, so that not all processes must be looked through.
    private final Map<NbdServer, Found> seen = new ConcurrentHashMap<>();

    Exports(Settings settings, Store store, ExportRecords records) {
        this.settings = settings;
        this.store = store;
        this.records = records;
        this.places = new Places(settings.runDirectory());
    }

    /** Returns where the volume is when it is exported. */
    Path location(VolumeId volume) {
        return places.export(volume);
    }

    /** Lets exactly those connect whom the record names: the others are cut off first. */
    void ensure(Entry volume) throws InterruptedException {
        List<NbdServer> wanted = servers(volume, records.of(volume.volume()));
        List<Found> running = running(volume.volume());
        Processes.end(
                running.stream()
                        .filter(process -> wanted.stream().noneMatch(one -> serves(one, process)))
                        .toList());
        for (NbdServer server : wanted) {
            ensure(server, running);
        }
    }

    /** Starts what ended; looks only at those that were there. */
    void revive() throws InterruptedException {
        for (Map.Entry<VolumeId, Set<Initiator>> export : records.all().entrySet()) {
            Optional<Entry> volume = store.volume(export.getKey());
            if (volume.isEmpty() || !volume.get().is(State.RAW)) {
                continue;
            }
            for (NbdServer server : servers(volume.get(), export.getValue())) {
                Found last = seen.get(server);
                if (last == null || !last.isThere()) {
                    ensure(server, running(export.getKey()));
                }
            }
        }
    }

    /** Ends servers that no record asks for, and those of an earlier size that nobody uses. */
    void sweep() throws InterruptedException {
        records.clear();
        Map<VolumeId, Set<Initiator>> exports = records.all();
        List<NbdServer> wanted = new ArrayList<>();
        for (Map.Entry<VolumeId, Set<Initiator>> export : exports.entrySet()) {
            store.volume(export.getKey())
                    .ifPresent(volume -> wanted.addAll(servers(volume, export.getValue())));
        }
        List<Found> needless = new ArrayList<>();
        for (Found process : running(places.exports())) {
            if (wanted.stream().anyMatch(one -> one.argv().equals(process.argv()))) {
                continue;
            }
            if (wanted.stream().noneMatch(one -> serves(one, process))
                    || !NbdServer.isInUse(process)) {
                needless.add(process);
            }
        }
        Processes.end(needless);
        seen.keySet().retainAll(wanted);
    }

    /** Cuts everybody off. */
    void end(VolumeId volume) throws InterruptedException {
        Processes.end(running(volume));
        seen.keySet().removeIf(server -> server.volume().equals(volume));
        Path directory = places.export(volume);
        if (Files.isDirectory(directory)) {
            Disk.attempt(
                    "delete " + directory,
                    () -> {
                        try (Stream<Path> files = Files.list(directory)) {
                            for (Path file : files.toList()) {
                                Files.deleteIfExists(file);
                            }
                        }
                        return Files.deleteIfExists(directory);
                    });
        }
    }

    /** Returns the processes that write to a volume. */
    List<Found> running(VolumeId volume) {
        return running(places.export(volume));
    }

    /** Lets those go on that a copy stopped and did not wake, since it was killed. */
    void wake(Set<VolumeId> copied) throws InterruptedException {
        for (Found process : running(places.exports())) {
            boolean held =
                    copied.stream()
                            .map(places::export)
                            .map(NbdServer::markOf)
                            .anyMatch(mark -> has(process, mark));
            if (process.isStopped() && !held) {
                LOG.warn("qemu-nbd {} was left stopped and goes on", process.pid());
                Copier.wake(DEADLINE, List.of(process));
            }
        }
    }

    private void ensure(NbdServer server, List<Found> running) throws InterruptedException {
        Optional<Found> there = server.among(running);
        if (there.isPresent() && !Files.exists(server.socket())) {
            // Deaf: somebody deleted its socket. Those who are connected keep it until they go.
            if (NbdServer.isInUse(there.get())) {
                return;
            }
            Processes.end(List.of(there.get()));
            there = Optional.empty();
        }
        if (there.isEmpty()) {
            if (seen.remove(server) != null) {
                LOG.warn("qemu-nbd of {} ended and is started again", server.volume());
            }
            places.make(places.export(server.volume()));
            server.start(settings.group());
            there = server.among(running(server.volume()));
        }
        there.ifPresent(process -> seen.put(server, process));
    }

    // At whatever size: one that serves an earlier size serves the host all the same.
    private static boolean serves(NbdServer server, Found process) {
        return has(process, "--socket=" + server.socket())
                && has(process, "--export-name=" + server.volume());
    }

    private static boolean has(Found process, String beginning) {
        return process.argv().stream().anyMatch(word -> word.startsWith(beginning));
    }

    private List<Found> running(Path directory) {
        return Processes.with(settings.qemuNbd(), NbdServer.markOf(directory));
    }

    private List<NbdServer> servers(Entry volume, Set<Initiator> initiators) {
        return initiators.stream()
                .map(
                        initiator ->
                                new NbdServer(
                                        settings.qemuNbd(),
                                        volume.volume(),
                                        store.raw(volume.volume()),
                                        volume.bytes(),
                                        places.socket(volume.volume(), initiator.host())))
                .toList();
    }
}

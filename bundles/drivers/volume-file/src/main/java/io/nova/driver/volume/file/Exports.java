package io.nova.driver.volume.file;

import io.nova.blockstore.Disk;
import io.nova.blockstore.Export;
import io.nova.blockstore.ExportTerms;
import io.nova.blockstore.Places;
import io.nova.blockstore.Processes;
import io.nova.blockstore.Processes.Found;
import io.nova.blockstore.VolumeExports;
import io.nova.model.VolumeId;
import io.nova.spi.volume.VolumeExport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the servers of the host to what the records say. */
final class Exports implements VolumeExports {

    private static final Logger LOG = LoggerFactory.getLogger(Exports.class);

    private final Settings settings;
    private final Places places;
    // What was there when last seen, so that not all processes must be looked through.
    private final Map<NbdServer, Found> seen = new ConcurrentHashMap<>();

    Exports(Settings settings) {
        this.settings = settings;
        this.places = new Places(settings.runDirectory());
    }

    @Override
    public ExportTerms terms(VolumeId volume, Collection<Export> others) {
        return ExportTerms.NONE;
    }

    @Override
    public VolumeExport describe(Export export) {
        return new VolumeExport(
                export.volume(),
                Settings.TECHNOLOGY,
                places.export(export.volume()).toString(),
                Optional.empty());
    }

    @Override
    public void ensure(Export export) throws InterruptedException {
        List<NbdServer> wanted = servers(export);
        List<Found> running = writers(export.volume());
        Processes.end(
                running.stream()
                        .filter(process -> wanted.stream().noneMatch(one -> serves(one, process)))
                        .toList());
        for (NbdServer server : wanted) {
            ensure(server, running);
        }
    }

    /** Starts what ended; looks only at those that were there. */
    @Override
    public void revive(Collection<Export> exports) throws InterruptedException {
        for (Export export : exports) {
            for (NbdServer server : servers(export)) {
                Found last = seen.get(server);
                if (last == null || !last.isThere()) {
                    ensure(server, writers(export.volume()));
                }
            }
        }
    }

    /** Ends servers that no record asks for, and those of an earlier size that nobody uses. */
    @Override
    public void sweep(Collection<Export> exports) throws InterruptedException {
        List<NbdServer> wanted = new ArrayList<>();
        exports.forEach(export -> wanted.addAll(servers(export)));
        List<Found> needless = new ArrayList<>();
        for (Found process : writers()) {
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

    @Override
    public void end(VolumeId volume) throws InterruptedException {
        Processes.end(writers(volume));
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

    @Override
    public List<Found> writers(VolumeId volume) {
        return running(places.export(volume));
    }

    @Override
    public List<Found> writers() {
        return running(places.exports());
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
            there = server.among(writers(server.volume()));
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

    private List<NbdServer> servers(Export export) {
        return export.initiators().stream()
                .map(
                        initiator ->
                                new NbdServer(
                                        settings.qemuNbd(),
                                        export.volume(),
                                        export.file(),
                                        export.bytes(),
                                        places.socket(export.volume(), initiator.host())))
                .toList();
    }
}

package io.nova.driver.volume.file;

import io.nova.model.HostId;
import io.nova.model.VolumeId;
import io.nova.spi.volume.Initiator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who may connect to which volume, one small file each beside the volumes: written before anything
 * is exported, and deleted before anything is ended.
 */
final class ExportRecords {

    private static final String SUFFIX = ".export";

    private static final Pattern NAME =
            Pattern.compile("vol-(?:[0-9a-f]{17}|[0-9a-f]{8})\\" + SUFFIX);

    private final Path directory;

    ExportRecords(Path directory) {
        this.directory = directory;
    }

    /** Returns who may connect; empty if the volume is not exported. */
    Set<Initiator> of(VolumeId volume) {
        return Disk.read(file(volume)).map(ExportRecords::parse).orElse(Set.of());
    }

    Map<VolumeId, Set<Initiator>> all() {
        return Disk.attempt(
                "list exports",
                () -> {
                    Map<VolumeId, Set<Initiator>> all = new TreeMap<>();
                    try (Stream<Path> files = Files.list(directory)) {
                        for (String name : files.map(ExportRecords::name).toList()) {
                            if (NAME.matcher(name).matches()) {
                                VolumeId volume =
                                        new VolumeId(
                                                name.substring(0, name.length() - SUFFIX.length()));
                                all.put(volume, of(volume));
                            }
                        }
                    }
                    return all;
                });
    }

    void write(VolumeId volume, Set<Initiator> initiators) {
        if (!of(volume).equals(initiators)) {
            Disk.write(
                    file(volume),
                    initiators.stream()
                            .sorted(Comparator.comparing(Initiator::host))
                            .map(initiator -> initiator.host() + "\t" + initiator.name() + "\n")
                            .collect(Collectors.joining()));
        }
    }

    void delete(VolumeId volume) {
        Disk.delete(file(volume));
    }

    /** Removes what was half-written when a process died; under the host's lock. */
    void clear() {
        Disk.attempt(
                "clear " + directory,
                () -> {
                    try (Stream<Path> files = Files.list(directory)) {
                        for (Path file : files.toList()) {
                            if (name(file).startsWith(".")
                                    && NAME.matcher(name(file).substring(1)).matches()) {
                                Files.deleteIfExists(file);
                            }
                        }
                    }
                    return directory;
                });
    }

    private static Set<Initiator> parse(String text) {
        Set<Initiator> initiators = new LinkedHashSet<>();
        for (String line : List.of(text.split("\n", -1))) {
            String[] parts = line.split("\t", 2);
            if (parts.length == 2) {
                initiators.add(new Initiator(new HostId(parts[0]), parts[1]));
            }
        }
        return initiators;
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    private Path file(VolumeId volume) {
        return directory.resolve(volume + SUFFIX);
    }
}

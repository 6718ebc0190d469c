package io.nova.driver.volume.iscsi;

import io.nova.blockstore.Disk;
import io.nova.blockstore.Places;
import io.nova.model.HostId;
import io.nova.model.Secret;
import io.nova.model.VolumeId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The connections of a host, a file each that root alone can read: its name says where the volume
 * is, its content is the secret and nothing else. So a connection is there whole or not at all.
 *
 * @param run the run directory, above that of the connections
 */
record ConnectionFiles(Path run, Path directory) {

    private static final String OWNERS = "rwx------";
    private static final char SIGN = '_';

    static ConnectionFiles of(Path run, HostId host) {
        return new ConnectionFiles(run, run.resolve("c").resolve(Places.name(host.value())));
    }

    List<Place> all() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        return Disk.attempt(
                "list connections",
                () -> {
                    try (Stream<Path> files = Files.list(directory)) {
                        return files.sorted()
                                .flatMap(file -> place(file.getFileName().toString()).stream())
                                .toList();
                    }
                });
    }

    List<Place> of(VolumeId volume) {
        return all().stream().filter(place -> place.target().volume().equals(volume)).toList();
    }

    /** Returns the file of a connection. */
    Path file(Place place) {
        return directory.resolve(name(place));
    }

    void write(Place place, Secret secret) {
        for (Path above : List.of(run, run.resolve("c"), directory)) {
            Disk.directory(above, OWNERS);
        }
        if (!Disk.read(file(place)).equals(Optional.of(secret.revealText()))) {
            Disk.write(file(place), secret.revealText());
        }
        // Where it was exported before; nobody finds it there any more.
        of(place.target().volume()).stream()
                .filter(other -> !other.equals(place))
                .forEach(other -> Disk.delete(file(other)));
    }

    void delete(VolumeId volume) {
        of(volume).forEach(place -> Disk.delete(file(place)));
    }

    // Without what would mean something in a URL, or to QEMU.
    private static String name(Place place) {
        return place.portal().toString().replaceAll("[\\[\\]]", "") + SIGN + place.target();
    }

    private static Optional<Place> place(String name) {
        try {
            return Optional.of(Place.parse(name.replace(SIGN, '/')));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // Half-written.
        }
    }
}

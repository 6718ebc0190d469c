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

    /** Where a volume is that is connected. */
    record Found(Portal portal, Iqn target) {}

    private static final String OWNERS = "rwx------";
    private static final char SIGN = '_';

    static ConnectionFiles of(Path run, HostId host) {
        return new ConnectionFiles(run, run.resolve("c").resolve(Places.name(host.value())));
    }

    List<Found> all() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        return Disk.attempt(
                "list connections",
                () -> {
                    try (Stream<Path> files = Files.list(directory)) {
                        return files.sorted()
                                .flatMap(file -> found(file.getFileName().toString()).stream())
                                .toList();
                    }
                });
    }

    List<Found> of(VolumeId volume) {
        return all().stream().filter(one -> one.target().volume().equals(volume)).toList();
    }

    /** Returns the file of a connection. */
    Path file(Found found) {
        return directory.resolve(name(found));
    }

    void write(Found found, Secret secret) {
        for (Path above : List.of(run, run.resolve("c"), directory)) {
            Disk.directory(above, OWNERS);
        }
        if (!Disk.read(file(found)).equals(Optional.of(secret.revealText()))) {
            Disk.write(file(found), secret.revealText());
        }
        // Where it was exported before; nobody finds it there any more.
        of(found.target().volume()).stream()
                .filter(other -> !other.equals(found))
                .forEach(other -> Disk.delete(file(other)));
    }

    void delete(VolumeId volume) {
        of(volume).forEach(one -> Disk.delete(file(one)));
    }

    // Without what would mean something in a URL, or to QEMU.
    private static String name(Found found) {
        return found.portal().toString().replaceAll("[\\[\\]]", "") + SIGN + found.target();
    }

    private static Optional<Found> found(String name) {
        int sign = name.indexOf(SIGN);
        try {
            return sign < 0
                    ? Optional.empty()
                    : Optional.of(
                            new Found(
                                    Portal.parse(name.substring(0, sign)),
                                    Iqn.parse(name.substring(sign + 1))));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // Half-written.
        }
    }
}

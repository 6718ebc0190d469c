package io.nova.driver.volume.aoe;

import static io.nova.model.DriverException.Kind.BROKEN;
import static io.nova.model.DriverException.Kind.BUSY;
import static io.nova.model.DriverException.Kind.UNREACHABLE;

import io.nova.aoe.AoeAddress;
import io.nova.aoe.TargetConfig;
import io.nova.blockstore.Disk;
import io.nova.blockstore.Places;
import io.nova.driver.volume.aoe.Links.Link;
import io.nova.model.DriverException;
import io.nova.model.VolumeId;
import io.nova.spi.volume.VolumeConnector.Connection;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Has volumes as block devices from the kernel's {@code aoe} module, which is asked through the
 * files in {@code /dev/etherd}. Which device is which volume is in a small file each.
 */
final class KernelInitiator implements HostInitiator {

    private static final Duration FIND = Duration.ofSeconds(3);
    private static final int APPEAR_SECONDS = 5;
    private static final int IDLE_SECONDS = 2;
    private static final int POLL_MILLIS = 20;
    private static final String VOLUMES = "vol-*";

    private final Path etherd;
    private final Path proc;
    private final Path records;
    private final Places places;

    /**
     * @param etherd where the module's files and devices are
     * @param proc where the kernel tells of processes
     */
    KernelInitiator(Settings settings, Path etherd, Path proc) {
        this.etherd = etherd;
        this.proc = proc;
        places = new Places(settings.runDirectory());
        records = places.connections(settings.host()).resolve("kernel");
    }

    @Override
    public Connection connect(VolumeId volume, AoeAddress address, Link link)
            throws InterruptedException {
        requireNamed(volume, address, link);
        Path device = etherd.resolve(address.toString());
        String text = address + "\n";
        if (!Disk.read(record(volume)).equals(Optional.of(text))) {
            places.make(records);
            Disk.write(record(volume), text);
        }
        if (Files.exists(device)) {
            // It may have grown.
            tell("revalidate", address.toString());
        } else {
            tell("interfaces", link.name());
            tell("discover", "1");
        }
        if (!appears(device)) {
            Disk.delete(record(volume));
            throw new DriverException(UNREACHABLE, "the kernel does not find " + address);
        }
        return connection(volume, device);
    }

    @Override
    public void disconnect(VolumeId volume) throws InterruptedException {
        String address = Disk.read(record(volume)).orElse("").strip();
        if (address.isEmpty()) {
            return;
        }
        Path device = etherd.resolve(address);
        // A guest that just let go is not heard of at once.
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(IDLE_SECONDS);
        while (isOpen(device)) {
            if (System.nanoTime() > end) {
                throw new DriverException(BUSY, "a guest has " + volume + " open");
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        // The last one who closed it has flushed it. The kernel must not know the address any
        // more when another volume gets it.
        tell("flush", address);
        Disk.delete(record(volume));
    }

    @Override
    public Collection<Connection> connections() {
        if (!Files.isDirectory(records)) {
            return List.of();
        }
        return Disk.attempt(
                "list connections",
                () -> {
                    List<Connection> connections = new ArrayList<>();
                    try (DirectoryStream<Path> all = Files.newDirectoryStream(records, VOLUMES)) {
                        for (Path record : all) {
                            connections.add(
                                    connection(
                                            new VolumeId(record.getFileName().toString()),
                                            etherd.resolve(Disk.read(record).orElse("").strip())));
                        }
                    }
                    return connections;
                });
    }

    @Override
    public void close() {
        // It has nothing of its own.
    }

    private static void requireNamed(VolumeId volume, AoeAddress address, Link link)
            throws InterruptedException {
        long end = System.nanoTime() + FIND.toNanos();
        try (Asking asking = Asking.on(link)) {
            while (true) {
                TargetConfig found = asking.one(address, FIND);
                if (found.name().equals(volume.value())) {
                    return;
                }
                // One that has none yet has just been started.
                if (!found.name().isEmpty() || System.nanoTime() > end) {
                    throw new DriverException(
                            BROKEN,
                            "%s is not %s: it is called '%s'"
                                    .formatted(
                                            address,
                                            volume,
                                            found.name().replaceAll("[^ -~]", "?")));
                }
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            }
        }
    }

    private static boolean appears(Path device) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(APPEAR_SECONDS);
        while (!Files.exists(device)) {
            if (System.nanoTime() > end) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        return true;
    }

    private void tell(String file, String word) {
        Disk.attempt(
                "write to " + etherd.resolve(file),
                () -> Files.writeString(etherd.resolve(file), word));
    }

    private boolean isOpen(Path device) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path process : all) {
                if (hasOpen(process, device)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new DriverException(BROKEN, "cannot list processes: " + e, e);
        }
    }

    private static boolean hasOpen(Path process, Path device) {
        try (Stream<Path> files = Files.list(process.resolve("fd"))) {
            for (Path file : files.toList()) {
                if (Files.isSymbolicLink(file) && Files.readSymbolicLink(file).equals(device)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            // It ended.
            return false;
        }
    }

    private Path record(VolumeId volume) {
        return records.resolve(volume.value());
    }

    private static Connection connection(VolumeId volume, Path device) {
        return new Connection(volume, "file://" + device);
    }
}

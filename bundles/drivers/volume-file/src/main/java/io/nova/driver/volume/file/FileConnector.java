package io.nova.driver.volume.file;

import static io.nova.model.DriverException.Kind.BROKEN;
import static io.nova.model.DriverException.Kind.BUSY;
import static io.nova.model.DriverException.Kind.UNREACHABLE;

import io.nova.blockstore.Disk;
import io.nova.blockstore.Places;
import io.nova.blockstore.Processes;
import io.nova.blockstore.Processes.Found;
import io.nova.model.DriverException;
import io.nova.model.VolumeId;
import io.nova.spi.volume.Initiator;
import io.nova.spi.volume.VolumeConnector;
import io.nova.spi.volume.VolumeDriver;
import io.nova.spi.volume.VolumeExport;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/**
 * Connects guests to volumes of their own host. A connection is a link to the volume's socket: the
 * link is what a guest is given, and without it nobody finds the way.
 */
@Component(
        service = VolumeConnector.class,
        configurationPid = Settings.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = VolumeDriver.DRIVER_NAME + "=" + Settings.TECHNOLOGY)
public final class FileConnector implements VolumeConnector {

    private static final int IDLE_SECONDS = 2;
    private static final int IDLE_POLL_MILLIS = 10;

    private final Settings settings;
    private final Places places;

    @Activate
    public FileConnector(FileConfig config) {
        settings = Settings.of(config);
        places = new Places(settings.runDirectory());
    }

    @Override
    public Initiator initiator() {
        return new Initiator(settings.host(), Settings.TECHNOLOGY + ":" + settings.host());
    }

    @Override
    public Connection connect(VolumeExport export) throws InterruptedException {
        require(
                export.technology().equals(Settings.TECHNOLOGY),
                BROKEN,
                "not a volume in a file: " + export);
        Path location = Path.of(export.location());
        require(
                places.exports().equals(location.normalize().getParent()),
                BROKEN,
                "not on this host: " + export);
        Path socket =
                location.resolve(places.socket(export.volume(), settings.host()).getFileName());
        require(
                Files.exists(socket, LinkOption.NOFOLLOW_LINKS),
                UNREACHABLE,
                "not exported to %s: %s".formatted(settings.host(), export));
        NbdProbe.require(socket, export.volume().value());
        Path link = link(export.volume());
        if (!pointsTo(link, socket)) {
            places.make(places.connections(settings.host()));
            Disk.attempt(
                    "connect " + export.volume(),
                    () -> {
                        Files.deleteIfExists(link);
                        return Files.createSymbolicLink(link, socket);
                    });
        }
        return connection(link);
    }

    @Override
    public void disconnect(VolumeId volume) throws InterruptedException {
        Path link = link(volume);
        if (!Files.isSymbolicLink(link)) {
            return;
        }
        Path socket =
                Disk.attempt("look at " + link, () -> Files.readSymbolicLink(link)).normalize();
        // A guest that just let go is not heard of at once.
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(IDLE_SECONDS);
        while (isInUse(socket)) {
            require(System.nanoTime() < end, BUSY, "a guest has " + volume + " open");
            TimeUnit.MILLISECONDS.sleep(IDLE_POLL_MILLIS);
        }
        Disk.attempt("disconnect " + volume, () -> Files.deleteIfExists(link));
    }

    @Override
    public Collection<Connection> connections() {
        Path directory = places.connections(settings.host());
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        return Disk.attempt(
                "list connections",
                () -> {
                    try (Stream<Path> links = Files.list(directory)) {
                        return links.sorted().map(FileConnector::connection).toList();
                    }
                });
    }

    private boolean isInUse(Path socket) {
        return Processes.with(settings.qemuNbd(), "--socket=" + socket).stream()
                .filter(process -> process.argv().contains("--socket=" + socket))
                .anyMatch((Found process) -> NbdServer.isInUse(process));
    }

    private Path link(VolumeId volume) {
        return places.connections(settings.host()).resolve(volume.value());
    }

    private static void require(boolean holds, DriverException.Kind kind, String message) {
        if (!holds) {
            throw new DriverException(kind, message);
        }
    }

    private static boolean pointsTo(Path link, Path socket) {
        return Files.isSymbolicLink(link)
                && Disk.attempt("look at " + link, () -> Files.readSymbolicLink(link))
                        .equals(socket);
    }

    private static Connection connection(Path link) {
        String volume = link.getFileName().toString();
        return new Connection(
                new VolumeId(volume), "nbd+unix:///%s?socket=%s".formatted(volume, link));
    }
}

package io.nova.driver.volume.iscsi;

import static io.nova.model.DriverException.Kind.BROKEN;
import static io.nova.model.DriverException.Kind.BUSY;

import io.nova.blockstore.Processes;
import io.nova.driver.volume.iscsi.ConnectionFiles.Found;
import io.nova.model.DriverException;
import io.nova.model.Secret;
import io.nova.model.VolumeId;
import io.nova.spi.volume.Initiator;
import io.nova.spi.volume.VolumeConnector;
import io.nova.spi.volume.VolumeDriver;
import io.nova.spi.volume.VolumeExport;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/**
 * Connects guests to volumes over iSCSI. QEMU itself is the initiator, and comes back by itself to
 * a target that was away; a connection is what it has to know, with the secret in a file of root's.
 */
@Component(
        service = VolumeConnector.class,
        configurationPid = Settings.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = VolumeDriver.DRIVER_NAME + "=" + Settings.TECHNOLOGY)
public final class IscsiConnector implements VolumeConnector {

    private static final int IDLE_SECONDS = 2;
    private static final int IDLE_POLL_MILLIS = 10;

    private final HostKey key;
    private final Login login;
    private final Initiator initiator;
    private final ConnectionFiles files;
    private final Tgtd tgtd;

    @Activate
    public IscsiConnector(IscsiConfig config) {
        Settings settings = Settings.of(config);
        key = HostKey.of(settings.store().directory(), Settings.FILE);
        login = Login.of(settings.host(), key.open());
        initiator = new Initiator(settings.host(), login.toString());
        files = ConnectionFiles.of(settings.runDirectory(), settings.host());
        tgtd = new Tgtd(settings, key);
    }

    @Override
    public Initiator initiator() {
        return initiator;
    }

    @Override
    public Connection connect(VolumeExport export) throws InterruptedException {
        require(
                export.technology().equals(Settings.TECHNOLOGY),
                BROKEN,
                "not a volume over iSCSI: " + export);
        Place place;
        try {
            place = Place.parse(export.location());
        } catch (IllegalArgumentException e) {
            throw new DriverException(BROKEN, "no place of a volume: " + export, e);
        }
        require(
                place.target().volume().equals(export.volume()),
                BROKEN,
                "another volume's place: " + export);
        Secret secret = key.secret(place.key(), place.target(), login);
        IscsiLogin.require(place.portal(), place.target(), login, secret);
        Found found = new Found(place.portal(), place.target());
        files.write(found, secret);
        return connection(found);
    }

    @Override
    public void disconnect(VolumeId volume) throws InterruptedException {
        if (files.of(volume).isEmpty()) {
            return;
        }
        // A guest that just let go is not heard of at once.
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(IDLE_SECONDS);
        while (isInUse(volume)) {
            require(System.nanoTime() < end, BUSY, "a guest has " + volume + " open");
            TimeUnit.MILLISECONDS.sleep(IDLE_POLL_MILLIS);
        }
        files.delete(volume);
    }

    @Override
    public Collection<Connection> connections() {
        return files.all().stream().map(this::connection).toList();
    }

    // Only the exporting side knows, so it is seen where that is this host. Elsewhere the guest's
    // own side has let go before, and the exporting side cuts off who did not.
    private boolean isInUse(VolumeId volume) throws InterruptedException {
        Optional<Processes.Found> running = tgtd.running().filter(one -> !one.isStopped());
        try {
            return running.isPresent() && tgtd.targets(running.get()).has(volume, login.name());
        } catch (DriverException e) {
            return false;
        }
    }

    private Connection connection(Found found) {
        return new Connection(
                found.target().volume(),
                "iscsi://%s@%s/%s/%d?initiator=%s&secret=%s"
                        .formatted(
                                login.user(found.target()),
                                found.portal(),
                                found.target(),
                                Targets.UNIT,
                                login.name(),
                                files.file(found)));
    }

    private static void require(boolean holds, DriverException.Kind kind, String message) {
        if (!holds) {
            throw new DriverException(kind, message);
        }
    }
}

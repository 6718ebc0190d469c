package io.nova.driver.volume.aoe;

import static io.nova.model.DriverException.Kind.BROKEN;
import static io.nova.model.DriverException.Kind.UNREACHABLE;

import io.nova.aoe.AoeAddress;
import io.nova.model.DriverException;
import io.nova.model.VolumeId;
import io.nova.spi.volume.Initiator;
import io.nova.spi.volume.VolumeConnector;
import io.nova.spi.volume.VolumeDriver;
import io.nova.spi.volume.VolumeExport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects guests of this host to volumes: through the kernel where it has AoE, and elsewhere
 * through a process of our own that serves them to QEMU.
 */
@Component(
        service = VolumeConnector.class,
        configurationPid = Settings.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = VolumeDriver.DRIVER_NAME + "=" + Settings.TECHNOLOGY)
public final class AoeConnector implements VolumeConnector {

    private static final Logger LOG = LoggerFactory.getLogger(AoeConnector.class);
    private static final Path ETHERD = Path.of("/dev/etherd");

    private final Settings settings;
    private final Devices devices;
    private final HostInitiator way;

    @Activate
    public AoeConnector(AoeConfig config) {
        settings = Settings.of(config);
        devices = new Devices(new Links(settings));
        boolean kernel =
                settings.way() == Settings.Way.KERNEL
                        || (settings.way() == Settings.Way.AUTO
                                && Files.exists(ETHERD.resolve("discover")));
        way =
                kernel
                        ? new KernelInitiator(settings, ETHERD, Path.of("/proc"))
                        : new UserInitiator(settings);
        LOG.info(
                "guests of this host are connected over AoE {}",
                kernel ? "by the kernel" : "from user space");
    }

    @Override
    public Initiator initiator() {
        try {
            return new Initiator(settings.host(), devices.recent().initiator().mac().toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DriverException(UNREACHABLE, "interrupted while asking for its address", e);
        }
    }

    @Override
    public Connection connect(VolumeExport export) throws InterruptedException {
        if (!export.technology().equals(Settings.TECHNOLOGY)) {
            throw new DriverException(BROKEN, "not a volume over AoE: " + export);
        }
        return way.connect(export.volume(), address(export), devices.look().initiator());
    }

    @Override
    public void disconnect(VolumeId volume) throws InterruptedException {
        way.disconnect(volume);
    }

    @Override
    public Collection<Connection> connections() throws InterruptedException {
        return way.connections();
    }

    /** Leaves all connections as they are. */
    @Deactivate
    public void close() {
        way.close();
    }

    private static AoeAddress address(VolumeExport export) {
        try {
            AoeAddress address = AoeAddress.parse(export.location());
            if (address.isOne()) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            throw new DriverException(BROKEN, "no address of AoE: " + export, e);
        }
        throw new DriverException(BROKEN, "not the address of one volume: " + export);
    }
}

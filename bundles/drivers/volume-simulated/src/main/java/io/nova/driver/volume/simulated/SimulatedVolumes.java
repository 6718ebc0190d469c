package io.nova.driver.volume.simulated;

import io.nova.model.HostId;
import io.nova.model.SnapshotId;
import io.nova.model.VolumeId;
import io.nova.model.setting.SettingsFile;
import io.nova.spi.volume.ChangedRanges;
import io.nova.spi.volume.Initiator;
import io.nova.spi.volume.Volume;
import io.nova.spi.volume.VolumeCapacity;
import io.nova.spi.volume.VolumeConnector;
import io.nova.spi.volume.VolumeDriver;
import io.nova.spi.volume.VolumeExport;
import io.nova.spi.volume.VolumeSnapshots;
import io.nova.spi.volume.VolumeSpec;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Pretends volumes, and is both sides of their export, so that no disk is needed. */
@Component(
        service = {
            VolumeDriver.class,
            VolumeConnector.class,
            VolumeSnapshots.class,
            ChangedRanges.class
        },
        configurationPid = SimulatedVolumes.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = VolumeDriver.DRIVER_NAME + "=" + SimulatedStorage.TECHNOLOGY)
@Designate(ocd = SimulatedVolumes.Config.class)
public final class SimulatedVolumes
        implements VolumeDriver, VolumeConnector, VolumeSnapshots, ChangedRanges {

    static final String PID = "io.nova.driver.volume.simulated";

    private static final SettingsFile FILE = SettingsFile.of(PID);
    private static final int FILL_BYTES = 1 << 20;
    private static final int WIPE_BLOCKS = 16384;
    private static final long GIB = 1L << 30;

    /** How the pretended host is. */
    @ObjectClassDefinition(name = "Simulated volumes")
    public @interface Config {
        @AttributeDefinition(description = "Room that the pretended host offers, in GiB")
        int capacityGib() default 1000;

        @AttributeDefinition(
                description = "Where volumes are kept; empty: in memory, they end with the driver")
        String directory() default "";

        @AttributeDefinition(
                description =
                        "The name of this host where volumes are connected; empty: its hostname")
        String host() default "";
    }

    private final SimulatedStorage storage;
    private final HostId host;

    @Activate
    public SimulatedVolumes(Config config) {
        this(
                FILE.host("host", config::host),
                FILE.atLeast("capacityGib", config::capacityGib, 1) * GIB,
                config);
    }

    // What is wrong is refused before anything is made.
    private SimulatedVolumes(HostId host, long bytes, Config config) {
        this(
                config.directory().isBlank()
                        ? new SimulatedStorage(bytes, WIPE_BLOCKS)
                        : SimulatedStorage.in(
                                FILE.path("directory", config::directory), bytes, WIPE_BLOCKS),
                host);
    }

    /** Puts a driver on storage, on which other drivers may have been before. */
    public SimulatedVolumes(SimulatedStorage storage, HostId host) {
        this.storage = storage;
        this.host = host;
    }

    @Override
    public void create(VolumeSpec volume) {
        storage.create(volume);
    }

    @Override
    public void fill(VolumeId volume, long offset, long length, InputStream content)
            throws IOException {
        storage.requireFillable(volume, offset, length);
        for (long done = 0; done < length; ) {
            byte[] part = content.readNBytes((int) Math.min(FILL_BYTES, length - done));
            if (part.length % SECTOR != 0 || part.length == 0) {
                throw new EOFException("content ended " + (length - done) + " bytes early");
            }
            storage.fill(volume, offset + done, part);
            done += part.length;
        }
    }

    @Override
    public void resize(VolumeId volume, long bytes) {
        storage.resize(volume, bytes);
    }

    @Override
    public boolean delete(VolumeId volume) {
        return storage.delete(volume);
    }

    @Override
    public Collection<Volume> volumes() {
        return storage.volumes();
    }

    @Override
    public VolumeExport export(VolumeId volume, Set<Initiator> initiators) {
        return storage.export(volume, initiators);
    }

    @Override
    public void unexport(VolumeId volume) {
        storage.unexport(volume);
    }

    @Override
    public VolumeCapacity capacity() {
        return storage.capacity();
    }

    @Override
    public Initiator initiator() {
        return new Initiator(host, SimulatedStorage.TECHNOLOGY + ":" + host);
    }

    @Override
    public Connection connect(VolumeExport export) {
        return storage.connect(initiator(), export);
    }

    @Override
    public void disconnect(VolumeId volume) {
        storage.disconnect(host, volume);
    }

    @Override
    public Collection<Connection> connections() {
        return storage.connections(host);
    }

    @Override
    public void capture(SnapshotId snapshot, VolumeId volume) {
        storage.capture(snapshot, volume);
    }

    @Override
    public InputStream open(SnapshotId snapshot, long offset, long length) {
        return new SnapshotStream(storage.snapshot(snapshot), offset, length);
    }

    @Override
    public void drop(SnapshotId snapshot) {
        storage.drop(snapshot);
    }

    @Override
    public Collection<Snapshot> snapshots() {
        return storage.snapshots();
    }

    @Override
    public List<Range> changed(SnapshotId earlier, SnapshotId later) {
        return storage.changed(earlier, later);
    }
}

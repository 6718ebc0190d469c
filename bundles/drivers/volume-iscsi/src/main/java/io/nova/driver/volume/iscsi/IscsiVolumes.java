package io.nova.driver.volume.iscsi;

import io.nova.blockstore.BlockStore;
import io.nova.model.SnapshotId;
import io.nova.model.VolumeId;
import io.nova.spi.volume.Initiator;
import io.nova.spi.volume.Volume;
import io.nova.spi.volume.VolumeCapacity;
import io.nova.spi.volume.VolumeDriver;
import io.nova.spi.volume.VolumeExport;
import io.nova.spi.volume.VolumeSnapshots;
import io.nova.spi.volume.VolumeSpec;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;

/** Keeps volumes as raw files and exports them over iSCSI with {@code tgtd}. */
@Component(
        service = {VolumeDriver.class, VolumeSnapshots.class},
        configurationPid = Settings.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        // As the portal is, unless both are configured.
        property = {
            VolumeDriver.DRIVER_NAME + "=" + Settings.TECHNOLOGY,
            VolumeDriver.LOCAL + ":Boolean=true"
        })
@Designate(ocd = IscsiConfig.class)
public final class IscsiVolumes implements VolumeDriver, VolumeSnapshots {

    private final BlockStore store;

    @Activate
    public IscsiVolumes(IscsiConfig config) {
        Settings settings = Settings.of(config);
        store = new BlockStore(settings.store(), new IscsiExports(settings));
    }

    @Override
    public void create(VolumeSpec volume) throws InterruptedException {
        store.create(volume);
    }

    @Override
    public void fill(VolumeId volume, long offset, long length, InputStream content)
            throws IOException, InterruptedException {
        store.fill(volume, offset, length, content);
    }

    @Override
    public void resize(VolumeId volume, long bytes) throws InterruptedException {
        store.resize(volume, bytes);
    }

    @Override
    public boolean delete(VolumeId volume) throws InterruptedException {
        return store.delete(volume);
    }

    @Override
    public Collection<Volume> volumes() {
        return store.volumes();
    }

    @Override
    public VolumeExport export(VolumeId volume, Set<Initiator> initiators)
            throws InterruptedException {
        return store.export(volume, initiators);
    }

    @Override
    public void unexport(VolumeId volume) throws InterruptedException {
        store.unexport(volume);
    }

    @Override
    public VolumeCapacity capacity() throws InterruptedException {
        return store.capacity();
    }

    @Override
    public void capture(SnapshotId snapshot, VolumeId volume) throws InterruptedException {
        store.capture(snapshot, volume);
    }

    @Override
    public InputStream open(SnapshotId snapshot, long offset, long length) throws IOException {
        return store.open(snapshot, offset, length);
    }

    @Override
    public void drop(SnapshotId snapshot) throws InterruptedException {
        store.drop(snapshot);
    }

    @Override
    public Collection<Snapshot> snapshots() {
        return store.snapshots();
    }

    /** Takes the driver off its host; volumes and exports stay. */
    @Deactivate
    public void close() {
        store.close();
    }
}

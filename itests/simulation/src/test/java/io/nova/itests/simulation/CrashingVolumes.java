package io.nova.itests.simulation;

import io.nova.driver.volume.simulated.SimulatedVolumes;
import io.nova.model.DriverException;
import io.nova.model.SnapshotId;
import io.nova.model.VolumeId;
import io.nova.spi.volume.Initiator;
import io.nova.spi.volume.Volume;
import io.nova.spi.volume.VolumeCapacity;
import io.nova.spi.volume.VolumeConnector;
import io.nova.spi.volume.VolumeDriver;
import io.nova.spi.volume.VolumeExport;
import io.nova.spi.volume.VolumeSnapshots;
import io.nova.spi.volume.VolumeSpec;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Both sides of a driver of volumes that fails as drivers may, in a process that may die before or
 * after each command.
 *
 * @param technology its name, of several
 * @param deleting hears of every volume before it is wiped
 */
record CrashingVolumes(
        String technology,
        SimulatedVolumes driver,
        Mortal process,
        Chaos chaos,
        Consumer<VolumeId> deleting)
        implements VolumeDriver, VolumeSnapshots, VolumeConnector {

    @Override
    public void create(VolumeSpec volume) {
        before("create a volume");
        driver.create(volume);
        after("create a volume");
    }

    @Override
    public void fill(VolumeId volume, long offset, long length, InputStream content)
            throws IOException {
        before("fill a volume");
        driver.fill(volume, offset, length, content);
        after("fill a volume");
    }

    @Override
    public void resize(VolumeId volume, long bytes) {
        before("resize a volume");
        driver.resize(volume, bytes);
        after("resize a volume");
    }

    @Override
    public boolean delete(VolumeId volume) {
        before("delete a volume");
        deleting.accept(volume);
        boolean gone = driver.delete(volume);
        after("delete a volume");
        return gone;
    }

    @Override
    public Collection<Volume> volumes() {
        chaos.mayFail("volumes");
        return driver.volumes();
    }

    @Override
    public VolumeExport export(VolumeId volume, Set<Initiator> initiators) {
        before("export");
        VolumeExport export = driver.export(volume, initiators);
        after("export");
        return renamed(export, technology);
    }

    @Override
    public void unexport(VolumeId volume) {
        before("unexport");
        driver.unexport(volume);
        after("unexport");
    }

    @Override
    public VolumeCapacity capacity() {
        chaos.mayFail("capacity of volumes");
        return driver.capacity();
    }

    @Override
    public void capture(SnapshotId snapshot, VolumeId volume) {
        before("capture");
        driver.capture(snapshot, volume);
        after("capture");
    }

    @Override
    public InputStream open(SnapshotId snapshot, long offset, long length) {
        chaos.mayFail("open a snapshot");
        return driver.open(snapshot, offset, length);
    }

    @Override
    public void drop(SnapshotId snapshot) {
        before("drop");
        driver.drop(snapshot);
        after("drop");
    }

    @Override
    public Collection<Snapshot> snapshots() {
        chaos.mayFail("snapshots");
        return driver.snapshots();
    }

    @Override
    public Initiator initiator() {
        return driver.initiator();
    }

    private static VolumeExport renamed(VolumeExport export, String technology) {
        return new VolumeExport(
                export.volume(), technology, export.location(), export.credential());
    }

    @Override
    public Connection connect(VolumeExport export) {
        before("connect a volume");
        if (!export.technology().equals(technology)) {
            throw new DriverException(
                    DriverException.Kind.BROKEN, technology + " was given " + export);
        }
        Connection connection = driver.connect(renamed(export, "simulated"));
        after("connect a volume");
        return connection;
    }

    @Override
    public void disconnect(VolumeId volume) {
        before("disconnect a volume");
        driver.disconnect(volume);
        after("disconnect a volume");
    }

    @Override
    public Collection<Connection> connections() {
        chaos.mayFail("connections");
        return driver.connections();
    }

    private void before(String what) {
        process.point("before: " + what);
        chaos.mayFail(what);
    }

    private void after(String what) {
        process.point("after: " + what);
        chaos.mayFail(what + ", after it took effect");
    }
}

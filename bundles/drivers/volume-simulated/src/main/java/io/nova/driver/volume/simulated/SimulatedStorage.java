package io.nova.driver.volume.simulated;

import static io.nova.model.DriverException.Kind.BROKEN;
import static io.nova.model.DriverException.Kind.BUSY;
import static io.nova.model.DriverException.Kind.EXHAUSTED;
import static io.nova.model.DriverException.Kind.UNREACHABLE;

import io.nova.model.DriverException;
import io.nova.model.HostId;
import io.nova.model.SnapshotId;
import io.nova.model.VolumeId;
import io.nova.spi.volume.ChangedRanges.Range;
import io.nova.spi.volume.Initiator;
import io.nova.spi.volume.Volume;
import io.nova.spi.volume.VolumeCapacity;
import io.nova.spi.volume.VolumeConnector.Connection;
import io.nova.spi.volume.VolumeDriver;
import io.nova.spi.volume.VolumeExport;
import io.nova.spi.volume.VolumeSnapshots.Snapshot;
import io.nova.spi.volume.VolumeSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The pretended storage network: one volume host and the hosts that connect to it. It keeps
 * volumes, exports and connections while drivers come and go, as real hosts do: a test holds it and
 * puts one driver object after another on it.
 *
 * <p>The public methods are what happens without a driver being asked.
 */
public final class SimulatedStorage {

    /** The technology, and the scheme of what a guest's disk gets as its source. */
    static final String TECHNOLOGY = "simulated";

    private final long totalBytes;
    private final int wipeBlocks;
    private final Optional<DiskFiles> files;
    private final Map<VolumeId, SimulatedDisk> volumes = new TreeMap<>();
    private final Map<SnapshotId, SimulatedDisk> snapshots = new TreeMap<>();
    private final Map<HostId, Set<VolumeId>> connected = new HashMap<>();
    private final Queue<DriverException.Kind> failures = new ArrayDeque<>();

    /**
     * @param totalBytes room that the volume host offers
     * @param wipeBlocks how much one call to delete wipes, in blocks of 64 KiB
     */
    public SimulatedStorage(long totalBytes, int wipeBlocks) {
        this(totalBytes, wipeBlocks, Optional.empty());
    }

    private SimulatedStorage(long totalBytes, int wipeBlocks, Optional<DiskFiles> files) {
        this.totalBytes = totalBytes;
        this.wipeBlocks = wipeBlocks;
        this.files = files;
    }

    /** Returns the storage that is kept in the directory; it outlives the JVM. */
    static SimulatedStorage in(Path directory, long totalBytes, int wipeBlocks) {
        DiskFiles files = new DiskFiles(directory);
        SimulatedStorage storage = new SimulatedStorage(totalBytes, wipeBlocks, Optional.of(files));
        files.disks()
                .forEach(
                        (name, disk) -> {
                            if (name.equals(disk.volume.value())) {
                                storage.volumes.put(disk.volume, disk);
                            } else {
                                storage.snapshots.put(new SnapshotId(name), disk);
                            }
                        });
        storage.connected.putAll(files.connections());
        return storage;
    }

    /** Returns storage in the same state that goes its own way from here. */
    public synchronized SimulatedStorage copy() {
        SimulatedStorage copy = new SimulatedStorage(totalBytes, wipeBlocks);
        volumes.forEach((id, disk) -> copy.volumes.put(id, disk.copy()));
        snapshots.forEach((id, disk) -> copy.snapshots.put(id, disk.copy()));
        connected.forEach((host, set) -> copy.connected.put(host, new TreeSet<>(set)));
        copy.failures.addAll(failures);
        return copy;
    }

    /** Lets one coming create, export, capture or connect fail; several are taken in turn. */
    public synchronized void failNext(DriverException.Kind kind) {
        failures.add(kind);
    }

    /** Lets a host lose its connections, as when it loses power. */
    public synchronized void unplug(HostId host) {
        connected.remove(host);
        files.ifPresent(kept -> kept.keepConnections(connected));
    }

    /** Writes as a guest of the host does. */
    public synchronized void write(HostId host, String source, long offset, byte[] content)
            throws IOException {
        SimulatedDisk disk = reach(host, source, offset, content.length);
        write(disk, offset, content);
    }

    private void write(SimulatedDisk disk, long offset, byte[] content) {
        Map<Long, byte[]> written = disk.write(offset, content);
        files.ifPresent(kept -> kept.append(disk.volume.value(), written));
    }

    /** Reads as a guest of the host does. */
    public synchronized byte[] read(HostId host, String source, long offset, int length)
            throws IOException {
        return reach(host, source, offset, length).read(offset, length);
    }

    /** Returns all blocks that the volume host keeps, of volumes and snapshots. */
    public synchronized List<byte[]> blocks() {
        List<byte[]> blocks = new ArrayList<>();
        volumes.values().forEach(disk -> blocks.addAll(disk.blocks.values()));
        snapshots.values().forEach(disk -> blocks.addAll(disk.blocks.values()));
        return blocks;
    }

    synchronized void create(VolumeSpec spec) {
        failIfTold();
        require(isSize(spec.bytes()), BROKEN, "no size: " + spec);
        SimulatedDisk known = volumes.get(spec.id());
        if (known != null) {
            require(!known.deleting, BUSY, spec.id() + " is being deleted");
            require(known.bytes == spec.bytes(), BROKEN, spec + " has " + known.bytes);
            return;
        }
        requireRoom(spec.bytes());
        SimulatedDisk disk = new SimulatedDisk(spec.id(), spec.bytes());
        files.ifPresent(kept -> kept.make(spec.id().value(), disk));
        volumes.put(spec.id(), disk);
    }

    synchronized void fill(VolumeId volume, long offset, byte[] content) {
        write(requireFillable(volume, offset, content.length), offset, content);
    }

    synchronized SimulatedDisk requireFillable(VolumeId volume, long offset, long length) {
        SimulatedDisk disk = live(volume);
        require(disk.initiators.isEmpty(), BUSY, volume + " is exported");
        require(
                offset % VolumeDriver.SECTOR == 0
                        && length % VolumeDriver.SECTOR == 0
                        && isWithin(disk, offset, length),
                BROKEN,
                "no range of " + volume + ": " + offset + ", " + length);
        return disk;
    }

    synchronized void resize(VolumeId volume, long bytes) {
        SimulatedDisk disk = live(volume);
        require(isSize(bytes) && bytes >= disk.bytes, BROKEN, volume + " is " + disk.bytes);
        requireRoom(bytes - disk.bytes);
        disk.bytes = bytes;
        keep(disk);
    }

    synchronized boolean delete(VolumeId volume) {
        SimulatedDisk disk = volumes.get(volume);
        if (disk == null) {
            return true;
        }
        require(disk.initiators.isEmpty(), BUSY, volume + " is exported");
        require(
                snapshots.values().stream().noneMatch(copy -> copy.volume.equals(volume)),
                BUSY,
                volume + " has snapshots");
        if (!disk.deleting) {
            disk.deleting = true;
            keep(disk);
        }
        disk.blocks.keySet().removeAll(disk.blocks.keySet().stream().limit(wipeBlocks).toList());
        if (disk.blocks.isEmpty()) {
            volumes.remove(volume);
            files.ifPresent(kept -> kept.remove(volume.value()));
        }
        return disk.blocks.isEmpty();
    }

    synchronized Collection<Volume> volumes() {
        return volumes.values().stream()
                .map(disk -> new Volume(disk.volume, disk.bytes, disk.initiators, disk.deleting))
                .toList();
    }

    synchronized VolumeExport export(VolumeId volume, Set<Initiator> initiators) {
        failIfTold();
        require(!initiators.isEmpty(), BROKEN, "no initiator for " + volume);
        SimulatedDisk disk = live(volume);
        if (!disk.initiators.equals(initiators)) {
            disk.initiators = Set.copyOf(initiators);
            keep(disk);
        }
        return new VolumeExport(volume, TECHNOLOGY, volume.value(), Optional.empty());
    }

    synchronized void unexport(VolumeId volume) {
        SimulatedDisk disk = volumes.get(volume);
        if (disk != null) {
            disk.initiators = Set.of();
            keep(disk);
        }
    }

    /** Keeps what a volume is now. */
    private void keep(SimulatedDisk disk) {
        files.ifPresent(kept -> kept.keep(disk.volume.value(), disk));
    }

    synchronized VolumeCapacity capacity() {
        return new VolumeCapacity(totalBytes, totalBytes - taken());
    }

    synchronized void capture(SnapshotId snapshot, VolumeId volume) {
        failIfTold();
        SimulatedDisk known = snapshots.get(snapshot);
        if (known != null) {
            require(known.volume.equals(volume), BROKEN, snapshot + " is of " + known.volume);
            return;
        }
        SimulatedDisk disk = live(volume);
        requireRoom(disk.bytes);
        SimulatedDisk copy = disk.copy();
        files.ifPresent(kept -> kept.make(snapshot.value(), copy));
        snapshots.put(snapshot, copy);
    }

    synchronized void drop(SnapshotId snapshot) {
        snapshots.remove(snapshot);
        files.ifPresent(kept -> kept.remove(snapshot.value()));
    }

    synchronized Collection<Snapshot> snapshots() {
        return snapshots.entrySet().stream()
                .map(e -> new Snapshot(e.getKey(), e.getValue().volume, e.getValue().bytes))
                .toList();
    }

    /** A snapshot never changes, so it may be read without the lock. */
    synchronized SimulatedDisk snapshot(SnapshotId snapshot) {
        SimulatedDisk disk = snapshots.get(snapshot);
        if (disk == null) {
            throw new DriverException(BROKEN, "no " + snapshot);
        }
        return disk;
    }

    synchronized List<Range> changed(SnapshotId earlier, SnapshotId later) {
        SimulatedDisk before = snapshot(earlier);
        SimulatedDisk after = snapshot(later);
        require(before.volume.equals(after.volume), BROKEN, earlier + ", " + later);
        List<Range> ranges = new ArrayList<>();
        for (long at = 0; at < after.bytes; at += SimulatedDisk.BLOCK) {
            if (after.differsAt(at / SimulatedDisk.BLOCK, before)) {
                ranges.add(new Range(at, Math.min(SimulatedDisk.BLOCK, after.bytes - at)));
            }
        }
        return ranges;
    }

    synchronized Connection connect(Initiator initiator, VolumeExport export) {
        failIfTold();
        require(export.technology().equals(TECHNOLOGY), BROKEN, "not ours: " + export);
        require(export.location().equals(export.volume().value()), BROKEN, "another: " + export);
        SimulatedDisk disk = volumes.get(export.volume());
        if (disk == null || disk.initiators.isEmpty()) {
            throw new DriverException(UNREACHABLE, "nothing there: " + export);
        }
        require(disk.initiators.contains(initiator), BROKEN, "not for " + initiator);
        connected.computeIfAbsent(initiator.host(), host -> new TreeSet<>()).add(export.volume());
        files.ifPresent(kept -> kept.keepConnections(connected));
        return connection(export.volume());
    }

    synchronized void disconnect(HostId host, VolumeId volume) {
        Set<VolumeId> there = connected.get(host);
        if (there != null && there.remove(volume)) {
            files.ifPresent(kept -> kept.keepConnections(connected));
        }
    }

    synchronized Collection<Connection> connections(HostId host) {
        return connected.getOrDefault(host, Set.of()).stream()
                .map(SimulatedStorage::connection)
                .toList();
    }

    private SimulatedDisk reach(HostId host, String source, long offset, int length)
            throws IOException {
        Optional<VolumeId> volume =
                connections(host).stream()
                        .filter(connection -> connection.source().equals(source))
                        .map(Connection::volume)
                        .findFirst();
        SimulatedDisk disk = volume.map(volumes::get).orElse(null);
        if (disk == null
                || disk.initiators.stream().noneMatch(known -> known.host().equals(host))) {
            throw new IOException(source + " does not answer " + host);
        }
        if (!isWithin(disk, offset, length)) {
            throw new IOException("beyond the end of " + source);
        }
        return disk;
    }

    private SimulatedDisk live(VolumeId volume) {
        SimulatedDisk disk = volumes.get(volume);
        if (disk == null) {
            throw new DriverException(BROKEN, "no " + volume);
        }
        require(!disk.deleting, BUSY, volume + " is being deleted");
        return disk;
    }

    private void requireRoom(long bytes) {
        require(bytes <= totalBytes - taken(), EXHAUSTED, "no room for " + bytes);
    }

    private long taken() {
        return volumes.values().stream().mapToLong(disk -> disk.bytes).sum()
                + snapshots.values().stream().mapToLong(disk -> disk.bytes).sum();
    }

    private void failIfTold() {
        DriverException.Kind kind = failures.poll();
        require(kind == null, kind == null ? BROKEN : kind, "told to fail");
    }

    private static Connection connection(VolumeId volume) {
        return new Connection(volume, TECHNOLOGY + ":" + volume);
    }

    private static boolean isSize(long bytes) {
        return bytes > 0 && bytes % VolumeDriver.SECTOR == 0;
    }

    private static boolean isWithin(SimulatedDisk disk, long offset, long length) {
        return offset >= 0 && length >= 0 && length <= disk.bytes && offset <= disk.bytes - length;
    }

    private static void require(boolean holds, DriverException.Kind kind, String message) {
        if (!holds) {
            throw new DriverException(kind, message);
        }
    }
}

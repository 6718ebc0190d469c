package io.nova.blockstore;

import static io.nova.model.DriverException.Kind.BROKEN;
import static io.nova.model.DriverException.Kind.BUSY;

import io.nova.blockstore.Store.Entry;
import io.nova.blockstore.Store.State;
import io.nova.model.DriverException;
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
import java.util.Optional;
import java.util.Set;

/**
 * Keeps volumes as raw files and exports them as a driver does it.
 *
 * <p>Raw, not qcow2: nothing that a guest writes can be taken for a header, two servers may have
 * one file open, and what was written lies where it can be overwritten.
 *
 * <p>A driver is one with its own exports.
 */
public class BlockStore implements VolumeDriver, VolumeSnapshots, AutoCloseable {

    private final StoreSettings settings;
    private final Store store;
    private final Room room;
    private final ExportRecords records;
    private final VolumeExports exports;
    private final HostLock lock;
    private final Snapshots snapshots;
    private final Keeper keeper;

    /** Opens a store and looks after what it exports, until it is closed. */
    public BlockStore(StoreSettings settings, VolumeExports exports) {
        this.settings = settings;
        this.exports = exports;
        store = new Store(settings.directory());
        room = new Room(settings, store);
        records = new ExportRecords(store);
        lock = new HostLock(settings.directory());
        snapshots = new Snapshots(settings, store, room, exports, lock);
        keeper = new Keeper(settings, lock, store, records, exports);
    }

    @Override
    public void create(VolumeSpec volume) throws InterruptedException {
        require(isSize(volume.bytes()), BROKEN, "no size: " + volume);
        lock.with(
                () -> {
                    Optional<Entry> known = store.volume(volume.id());
                    if (known.isPresent()) {
                        requireLive(known.get());
                        require(
                                known.get().bytes() == volume.bytes(),
                                BROKEN,
                                volume + " has " + known.get().bytes());
                    } else {
                        room.require(volume.bytes(), volume.id().value());
                        make(volume);
                    }
                    return volume;
                });
    }

    @Override
    public void fill(VolumeId volume, long offset, long length, InputStream content)
            throws IOException, InterruptedException {
        Entry entry = live(volume);
        require(records.of(entry).isEmpty(), BUSY, volume + " is exported");
        boolean within =
                offset >= 0
                        && length >= 0
                        && length <= entry.bytes()
                        && offset <= entry.bytes() - length;
        require(
                within && offset % SECTOR == 0 && length % SECTOR == 0,
                BROKEN,
                "no range of %s: %d, %d".formatted(volume, offset, length));
        Disk.fill(entry.path(), offset, length, content);
    }

    @Override
    public void resize(VolumeId volume, long bytes) throws InterruptedException {
        lock.with(
                () -> {
                    Entry entry = live(volume);
                    require(
                            isSize(bytes) && bytes >= entry.bytes(),
                            BROKEN,
                            "%s is %d, not %d".formatted(volume, entry.bytes(), bytes));
                    room.require(bytes - entry.bytes(), volume.value());
                    if (bytes > entry.bytes()) {
                        Disk.lengthen(entry.path(), bytes);
                    }
                    Optional<Export> exported = records.of(live(volume));
                    if (exported.isPresent()) {
                        exports.ensure(exported.get());
                    }
                    return bytes;
                });
    }

    @Override
    public boolean delete(VolumeId volume) throws InterruptedException {
        Optional<Entry> going =
                lock.with(
                        () -> {
                            Optional<Entry> known = store.volume(volume);
                            if (known.isPresent() && known.get().is(State.RAW)) {
                                begin(known.get());
                            }
                            return store.volume(volume);
                        });
        if (going.isEmpty()) {
            return true;
        }
        if (!Wiper.wipe(going.get().path(), settings.wipe())) {
            return false;
        }
        Disk.delete(going.get().path());
        return true;
    }

    @Override
    public Collection<Volume> volumes() {
        return store.volumes().stream()
                .map(
                        entry ->
                                new Volume(
                                        entry.volume(),
                                        entry.bytes(),
                                        records.of(entry).map(Export::initiators).orElse(Set.of()),
                                        entry.is(State.GOING)))
                .toList();
    }

    @Override
    public VolumeExport export(VolumeId volume, Set<Initiator> initiators)
            throws InterruptedException {
        require(!initiators.isEmpty(), BROKEN, "no initiator for " + volume);
        for (Initiator initiator : initiators) {
            boolean plain = initiator.name().chars().noneMatch(Character::isISOControl);
            require(plain, BROKEN, "no name of an initiator: " + initiator);
        }
        return lock.with(
                () -> {
                    Entry entry = live(volume);
                    Optional<Export> known = records.of(entry);
                    ExportTerms terms =
                            known.isPresent()
                                    ? known.get().terms()
                                    : exports.terms(volume, records.all());
                    Export export =
                            new Export(volume, entry.path(), entry.bytes(), initiators, terms);
                    // It refuses what cannot be exported before anything is kept of it.
                    VolumeExport described = exports.describe(export);
                    records.write(export);
                    try {
                        exports.ensure(export);
                    } catch (DriverException | InterruptedException e) {
                        if (known.isEmpty()) {
                            // The keeper ends what is left.
                            records.delete(volume);
                        }
                        throw e;
                    }
                    return described;
                });
    }

    @Override
    public void unexport(VolumeId volume) throws InterruptedException {
        lock.with(
                () -> {
                    records.delete(volume);
                    exports.end(volume);
                    return volume;
                });
        // What guests wrote without asking to have it on the disk.
        store.volume(volume)
                .filter(entry -> entry.is(State.RAW))
                .ifPresent(entry -> Disk.sync(entry.path()));
    }

    @Override
    public VolumeCapacity capacity() throws InterruptedException {
        return room.capacity();
    }

    @Override
    public void capture(SnapshotId snapshot, VolumeId volume) throws InterruptedException {
        snapshots.capture(snapshot, volume);
    }

    @Override
    public InputStream open(SnapshotId snapshot, long offset, long length) throws IOException {
        return snapshots.open(snapshot, offset, length);
    }

    @Override
    public void drop(SnapshotId snapshot) throws InterruptedException {
        snapshots.drop(snapshot);
    }

    @Override
    public Collection<Snapshot> snapshots() {
        return snapshots.list();
    }

    /** Takes the store off its host; volumes and exports stay. */
    @Override
    public void close() {
        keeper.close();
    }

    private void make(VolumeSpec volume) {
        var half = Store.half(store.raw(volume.id()));
        try {
            Disk.lengthen(half, volume.bytes());
            Disk.rename(half, store.raw(volume.id()));
        } catch (DriverException e) {
            Disk.delete(half);
            throw e;
        }
    }

    private void begin(Entry volume) throws InterruptedException {
        VolumeId id = volume.volume();
        require(records.of(volume).isEmpty(), BUSY, id + " is exported");
        require(
                store.entries().stream()
                        .noneMatch(
                                entry -> entry.snapshot().isPresent() && entry.volume().equals(id)),
                BUSY,
                id + " has snapshots on this host");
        // None, unless a crash left one.
        exports.end(id);
        Disk.rename(volume.path(), Store.going(volume.path()));
    }

    private Entry live(VolumeId volume) {
        return requireLive(
                store.volume(volume)
                        .orElseThrow(() -> new DriverException(BROKEN, "no " + volume)));
    }

    static Entry requireLive(Entry entry) {
        require(entry.is(State.RAW), BUSY, entry.volume() + " is being deleted");
        return entry;
    }

    static void require(boolean holds, DriverException.Kind kind, String message) {
        if (!holds) {
            throw new DriverException(kind, message);
        }
    }

    private static boolean isSize(long bytes) {
        return bytes > 0 && bytes % SECTOR == 0;
    }
}

package io.nova.blockstore;

import static io.nova.blockstore.BlockStore.require;
import static io.nova.model.DriverException.Kind.BROKEN;
import static io.nova.model.DriverException.Kind.BUSY;

import io.nova.blockstore.Store.Entry;
import io.nova.blockstore.Store.State;
import io.nova.model.DriverException;
import io.nova.model.SnapshotId;
import io.nova.model.VolumeId;
import io.nova.spi.volume.VolumeSnapshots.Snapshot;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Copies of volumes, as files beside them. */
final class Snapshots {

    private final StoreSettings settings;
    private final Store store;
    private final Room room;
    private final VolumeExports exports;
    private final HostLock lock;

    Snapshots(
            StoreSettings settings, Store store, Room room, VolumeExports exports, HostLock lock) {
        this.settings = settings;
        this.store = store;
        this.room = room;
        this.exports = exports;
        this.lock = lock;
    }

    void capture(SnapshotId snapshot, VolumeId volume) throws InterruptedException {
        Optional<Entry> known = store.snapshot(snapshot);
        if (known.isPresent()) {
            require(
                    known.get().volume().equals(volume),
                    BROKEN,
                    snapshot + " is of " + known.get().volume());
            require(known.get().is(State.RAW), BUSY, snapshot + " is being deleted");
            return;
        }
        Path raw = store.raw(snapshot, volume);
        Path half = Store.half(raw);
        try {
            lock.with(
                    () -> {
                        live(volume);
                        room.require(room.written(volume), snapshot.value());
                        // From here on it counts as taken, and a deletion finds it.
                        Disk.lengthen(half, 0);
                        return half;
                    });
            Copier.copy(settings.copy(), live(volume).path(), half, exports.writers(volume));
            Disk.rename(half, raw);
        } catch (DriverException | InterruptedException e) {
            remove(half);
            throw e;
        }
    }

    InputStream open(SnapshotId snapshot, long offset, long length) throws IOException {
        require(offset >= 0 && length >= 0, BROKEN, "no range: " + offset + ", " + length);
        Entry entry =
                store.snapshot(snapshot)
                        .filter(found -> found.is(State.RAW))
                        .orElseThrow(() -> new DriverException(BROKEN, "no " + snapshot));
        return new RangeStream(entry.path(), offset, length);
    }

    void drop(SnapshotId snapshot) throws InterruptedException {
        for (Entry entry : of(snapshot)) {
            Path going = Store.going(entry.path());
            if (!entry.path().equals(going)) {
                Disk.rename(entry.path(), going);
            }
            while (!Wiper.wipe(going, settings.wipe())) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("wiping " + snapshot);
                }
            }
            Disk.delete(going);
        }
    }

    Collection<Snapshot> list() {
        return store.snapshots().stream()
                .map(
                        entry ->
                                new Snapshot(
                                        entry.snapshot().orElseThrow(),
                                        entry.volume(),
                                        entry.bytes()))
                .toList();
    }

    private List<Entry> of(SnapshotId snapshot) {
        return store.entries().stream()
                .filter(entry -> entry.snapshot().equals(Optional.of(snapshot)))
                .toList();
    }

    private Entry live(VolumeId volume) {
        return BlockStore.requireLive(
                store.volume(volume)
                        .orElseThrow(() -> new DriverException(BROKEN, "no " + volume)));
    }

    // Also on an interrupted thread: nothing stays behind, and nothing that was copied is readable.
    private void remove(Path half) {
        boolean interrupted = Thread.interrupted();
        try {
            if (half.toFile().exists()) {
                while (!Wiper.wipe(half, settings.wipe())) {
                    interrupted |= Thread.interrupted();
                }
                Disk.delete(half);
            }
        } catch (InterruptedException e) {
            // The keeper of the next process removes it.
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

package io.nova.manager.volume;

import io.nova.api.identity.Quota;
import io.nova.api.volume.SnapshotSources;
import io.nova.manager.volume.Kinds.Buried;
import io.nova.model.ProjectId;
import io.nova.model.VolumeId;
import io.nova.model.volume.Attachment;
import io.nova.model.volume.BackEnd;
import io.nova.model.volume.Snapshot;
import io.nova.model.volume.SnapshotState;
import io.nova.model.volume.Volume;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.util.Optional;

/**
 * What volumes and snapshots held, given back in the very transaction that ends what it was held
 * for: a device's name at the end of an attachment, quotas when a project has it no longer, room
 * when the host has it no longer.
 */
final class Removals {

    /** The most that go with their volume in one transaction. */
    private static final int MOST_SNAPSHOTS = 200;

    private Removals() {}

    /** The name of the device is free again. */
    static void freeDevice(StateStore store, Tx.Builder tx, Attachment on) {
        store.get(Kinds.DEVICE, Kinds.device(on.instance(), on.device()))
                .ifPresent(device -> tx.delete(Kinds.DEVICE, device));
    }

    /** The host wiped the volume. */
    static void remove(StateStore store, Tx.Builder tx, Rec<Volume> rec) {
        forget(store, tx, rec);
        giveRoom(tx, rec.value().backEnd(), rec.value().bytes());
    }

    /** The project has the volume no longer; its host keeps it as long as it has snapshots. */
    static void bury(StateStore store, Tx.Builder tx, Rec<Volume> rec) {
        Volume volume = rec.value();
        forget(store, tx, rec);
        tx.create(
                Kinds.BURIED,
                rec.id(),
                new Buried(
                        volume.id(),
                        volume.host(),
                        volume.generation(),
                        volume.bytes(),
                        volume.backEnd()));
    }

    /** The host wiped what it kept for snapshots. */
    static void remove(Tx.Builder tx, Rec<?> rec, Buried one) {
        tx.delete(Kinds.BURIED, rec);
        giveRoom(tx, one.backEnd(), one.bytes());
    }

    /** The host wiped the snapshot. */
    static void removeSnapshot(Tx.Builder tx, Rec<Snapshot> rec) {
        tx.delete(Kinds.SNAPSHOT, rec)
                .quota(
                        SnapshotSources.images(rec.value().id()),
                        -SnapshotSources.MOST_IMAGES,
                        Long.MAX_VALUE)
                .quota(Quota.SNAPSHOTS.scope(rec.value().project()), -1, Long.MAX_VALUE);
    }

    /**
     * The host wiped the volume, so it has wiped those snapshots of it that were to be: a report
     * that says so may come later, or was lost, and nobody would know whose they were then.
     */
    static void removeSnapshots(StateStore store, Tx.Builder tx, VolumeId volume) {
        new Records<>(store, Kinds.SNAPSHOT)
                .page(Kinds.ofVolume(volume), "", MOST_SNAPSHOTS).items().stream()
                        .filter(rec -> rec.value().state() == SnapshotState.DELETING)
                        .forEach(rec -> removeSnapshot(tx, rec));
    }

    private static void forget(StateStore store, Tx.Builder tx, Rec<Volume> rec) {
        Volume volume = rec.value();
        ProjectId project = volume.project();
        tx.delete(Kinds.VOLUME, rec)
                .quota(Quota.VOLUMES.scope(project), -1, Long.MAX_VALUE)
                .quota(Quota.VOLUME_GIB.scope(project), -volume.gib(), Long.MAX_VALUE);
        store.get(Kinds.EXPORT, rec.id()).ifPresent(place -> tx.delete(Kinds.EXPORT, place));
    }

    private static void giveRoom(Tx.Builder tx, BackEnd backEnd, long bytes) {
        tx.quota(Kinds.room(backEnd), -bytes, Long.MAX_VALUE);
    }

    /** Tells whether a snapshot is still to be made of the volume. */
    static boolean isBeingCopied(StateStore store, VolumeId volume) {
        return any(store, volume, Optional.of(SnapshotState.PENDING));
    }

    /** Tells whether the volume's host has, or is to have, snapshots of it. */
    static boolean hasSnapshots(StateStore store, VolumeId volume) {
        return any(store, volume, Optional.empty());
    }

    private static boolean any(StateStore store, VolumeId volume, Optional<SnapshotState> state) {
        if (store.count(Kinds.SNAPSHOT, Kinds.ofVolume(volume)) == 0) {
            return false;
        }
        boolean[] found = {false};
        new Records<>(store, Kinds.SNAPSHOT)
                .each(
                        Kinds.ofVolume(volume),
                        rec ->
                                found[0] |=
                                        state.isEmpty()
                                                || rec.value().state() == state.orElseThrow());
        return found[0];
    }
}

package io.nova.manager.volume;

import io.nova.api.identity.Quota;
import io.nova.api.identity.QuotaService;
import io.nova.api.volume.InstanceSnapshotService;
import io.nova.manager.volume.Kinds.SnapshotHold;
import io.nova.model.IdSource;
import io.nova.model.ImageId;
import io.nova.model.IncorrectStateException;
import io.nova.model.InstanceId;
import io.nova.model.ProjectId;
import io.nova.model.ResourceType;
import io.nova.model.SnapshotId;
import io.nova.model.UnavailableException;
import io.nova.model.volume.Snapshot;
import io.nova.model.volume.SnapshotState;
import io.nova.model.volume.Volume;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Snapshots that were made for an image, until it is known whether there is one. */
final class SnapshotHolds {

    private static final int ATTEMPTS = 20;

    private final StateStore store;
    private final QuotaService quotas;
    private final Clock clock;
    private final IdSource ids;
    private final InstanceDevices devices;

    SnapshotHolds(StateStore store, QuotaService quotas, Clock clock, IdSource ids) {
        this.store = store;
        this.quotas = quotas;
        this.clock = clock;
        this.ids = ids;
        this.devices = new InstanceDevices(store);
    }

    /** An image to come, and of which devices of the instance it keeps the bytes. */
    record Wanted(
            ProjectId project,
            ImageId image,
            InstanceId instance,
            Set<String> devices,
            Map<String, String> tags) {}

    /** Makes the snapshots of the image, all of them or none; they wait. */
    Map<String, SnapshotId> make(Wanted wanted) {
        long limit = quotas.limit(wanted.project(), Quota.SNAPSHOTS);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Map<String, SnapshotId> made = new LinkedHashMap<>();
            CommitResult result = Records.commit(store, tx(wanted, attempt, limit, made));
            if (result instanceof CommitResult.Ok) {
                return made;
            }
            if (result instanceof CommitResult.QuotaExceeded) {
                throw SnapshotManager.limit(limit);
            }
            // A volume changed meanwhile: look again.
        }
        throw changing();
    }

    private Tx tx(Wanted wanted, int attempt, long limit, Map<String, SnapshotId> made) {
        Instant now = clock.instant();
        Map<String, Rec<Volume>> have = devices.of(wanted.project(), wanted.instance());
        Tx.Builder tx = Tx.of("snapshot-hold/" + wanted.image() + "/" + attempt);
        for (String device : wanted.devices()) {
            Rec<Volume> volume = have.get(device);
            if (volume == null) {
                throw new IncorrectStateException(
                        ResourceType.INSTANCE,
                        wanted.instance(),
                        "The instance '%s' has no volume '%s' any longer"
                                .formatted(wanted.instance(), device));
            }
            SnapshotManager.requireThere(volume.value());
            Snapshot snapshot = snapshot(wanted, volume.value(), now);
            // Else a volume that is being deleted could still be asked for.
            tx.expect(Kinds.VOLUME, volume.id(), volume.version())
                    .create(Kinds.SNAPSHOT, snapshot.id().value(), snapshot);
            made.put(device, snapshot.id());
        }
        return tx.quota(Quota.SNAPSHOTS.scope(wanted.project()), made.size(), limit)
                .create(
                        Kinds.SNAPSHOT_HOLD,
                        wanted.image().value(),
                        new SnapshotHold(wanted.image(), List.copyOf(made.values()), now))
                .quota(InstanceSnapshotService.held(wanted.image()), 1, 1)
                .build();
    }

    /** In EC2's words. */
    private Snapshot snapshot(Wanted wanted, Volume volume, Instant now) {
        String description =
                "Created by CreateImage(%s) for %s".formatted(wanted.instance(), wanted.image());
        return Snapshot.begun(SnapshotId.next(ids), volume, description, now, wanted.tags())
                .later();
    }

    /**
     * Removes the snapshots of an image that was not committed, and forgets that one was to be
     * waited for.
     */
    void release(ImageId image) {
        String held = InstanceSnapshotService.held(image);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Rec<SnapshotHold>> hold = store.get(Kinds.SNAPSHOT_HOLD, image.value());
            if (hold.isEmpty()) {
                return;
            }
            Tx.Builder tx =
                    Tx.of("snapshot-release/" + ids.hex(16))
                            .delete(Kinds.SNAPSHOT_HOLD, hold.get());
            if (store.used(held) > 0) {
                tx.quota(held, -1, Long.MAX_VALUE);
                List<String> made = new ArrayList<>();
                hold.get().value().snapshots().forEach(id -> made.add(id.value()));
                store.getAll(Kinds.SNAPSHOT, made).stream()
                        .filter(rec -> rec.value().state() != SnapshotState.DELETING)
                        .forEach(rec -> SnapshotRemoval.step(tx, rec));
            }
            if (Records.commit(store, tx.build()) instanceof CommitResult.Ok) {
                return;
            }
            // It was committed meanwhile, or its owner changed a snapshot: look again.
        }
        throw changing();
    }

    private static UnavailableException changing() {
        return new UnavailableException("volume", "The volumes change too quickly; try again");
    }
}

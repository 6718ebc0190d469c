package io.nova.manager.volume;

import io.nova.model.IncorrectStateException;
import io.nova.model.InvalidParameterException;
import io.nova.model.NotFoundException;
import io.nova.model.ProjectId;
import io.nova.model.ResourceType;
import io.nova.model.SnapshotId;
import io.nova.model.VolumeId;
import io.nova.model.volume.BlockDevice;
import io.nova.model.volume.Snapshot;
import io.nova.model.volume.SnapshotState;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.util.Optional;

/** What volumes begin with: nothing, or a snapshot's bytes. */
final class VolumeSources {

    private final Records<Snapshot> snapshots;

    VolumeSources(StateStore store) {
        this.snapshots = new Records<>(store, Kinds.SNAPSHOT);
    }

    /**
     * What a volume is to be made of.
     *
     * @param gib the volume's size
     */
    record Source(int gib, Optional<Rec<Snapshot>> snapshot) {

        /** Returns the volume of which the snapshot is. */
        Optional<VolumeId> of() {
            return snapshot.map(rec -> rec.value().volume());
        }

        /**
         * Lets the transaction fail if the snapshot is deleted meanwhile, and the other way round.
         */
        void claim(Tx.Builder tx) {
            snapshot.ifPresent(rec -> tx.update(Kinds.SNAPSHOT, rec, rec.value()));
        }
    }

    /**
     * Returns what a volume that is asked for is made of.
     *
     * @throws NotFoundException if the project has no such snapshot
     * @throws IncorrectStateException if the snapshot is not complete
     * @throws InvalidParameterException if the volume would be too small for it, or nothing says
     *     how large it is to be
     */
    Source find(ProjectId project, Optional<SnapshotId> snapshot, Optional<Integer> asked) {
        if (snapshot.isEmpty()) {
            int gib = asked.orElseThrow(() -> InvalidParameterException.missing("Size"));
            return new Source(gib, Optional.empty());
        }
        Rec<Snapshot> rec = complete(project, snapshot.get());
        Snapshot source = rec.value();
        int gib = asked.orElse(source.gib());
        if (gib < source.gib()) {
            throw InvalidParameterException.badValue(
                    "Size",
                    Integer.toString(gib),
                    "the snapshot '%s' has %d GiB, and a volume of it as many or more"
                            .formatted(source.id(), source.gib()));
        }
        return new Source(gib, Optional.of(rec));
    }

    /** Returns what the device of a launch is made of; its image may lend the snapshot. */
    Source find(ProjectId project, BlockDevice device) {
        return find(device.lender().orElse(project), device.snapshot(), device.gib());
    }

    private Rec<Snapshot> complete(ProjectId project, SnapshotId id) {
        Rec<Snapshot> rec =
                snapshots
                        .find(id.value())
                        .filter(one -> one.value().project().equals(project))
                        .filter(one -> one.value().state() != SnapshotState.DELETING)
                        .orElseThrow(() -> new NotFoundException(ResourceType.SNAPSHOT, id));
        SnapshotState state = rec.value().state();
        if (state != SnapshotState.COMPLETED) {
            throw new IncorrectStateException(
                    ResourceType.SNAPSHOT,
                    id,
                    "The snapshot '%s' is %s; it must be completed".formatted(id, state.word()));
        }
        return rec;
    }
}

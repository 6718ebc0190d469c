package io.nova.manager.volume;

import io.nova.api.volume.SnapshotSources;
import io.nova.model.IdSource;
import io.nova.model.volume.Snapshot;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;

/** Takes a snapshot from its project, unless something is, or is being made, of it. */
final class SnapshotRemoval {

    private final StateStore store;
    private final IdSource ids;

    SnapshotRemoval(StateStore store, IdSource ids) {
        this.store = store;
        this.ids = ids;
    }

    /** What came of it. */
    enum Result {
        /** Its host wipes it from now on. */
        DONE,
        /** A volume is being made of it. */
        BEING_COPIED,
        /** There is an image of it. */
        IMAGED,
        /** It was changed meanwhile; look again. */
        LOST_RACE
    }

    /** Fails the transaction if there is an image of the snapshot. */
    static void step(Tx.Builder tx, Rec<Snapshot> rec) {
        tx.update(Kinds.SNAPSHOT, rec, rec.value().deleting())
                // All images at once: there can be none of it, now or later.
                .quota(
                        SnapshotSources.images(rec.value().id()),
                        SnapshotSources.MOST_IMAGES,
                        SnapshotSources.MOST_IMAGES);
    }

    Result remove(Rec<Snapshot> rec) {
        if (store.count(Kinds.VOLUME, Kinds.madeOf(rec.value().id())) > 0) {
            return Result.BEING_COPIED;
        }
        Tx.Builder tx = Tx.of("snapshot-delete/" + ids.hex(16));
        step(tx, rec);
        CommitResult result = Records.commit(store, tx.build());
        if (result instanceof CommitResult.Ok) {
            return Result.DONE;
        }
        return result instanceof CommitResult.QuotaExceeded ? Result.IMAGED : Result.LOST_RACE;
    }
}

package io.nova.manager.objectstore;

import io.nova.spi.objectstore.BlobId;
import io.nova.spi.state.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The records about where bytes are, and what state they are in. */
final class StoreKinds {

    /** The id of a record of which there is one. */
    static final String ONE = "current";

    /**
     * The history of the records.
     *
     * @param name as their store calls it
     * @param since when it was first seen
     */
    record SeenHistory(String name, Instant since) {}

    /** A store that may hold bytes, by its driver's name. */
    record KnownStore(String name, Instant since) {}

    /**
     * Bytes that are not what was written.
     *
     * @param store where; empty if no store has them
     */
    record DamagedBlob(BlobId blob, String store, Instant first, Instant last) {}

    /** What a migration does now. */
    enum Step {
        COPYING,
        WAITING,
        REMOVING,
        DONE
    }

    /**
     * A migration.
     *
     * @param from the store that is walked now; empty before the first
     * @param after the last blob of it that was looked at; empty before the first
     * @param left blobs that this walk over all stores found in others than the one they move to
     * @param stepSince when the step began
     */
    record StoredMigration(
            String to,
            Step step,
            String from,
            String after,
            long left,
            long blobs,
            long bytes,
            long failed,
            Instant stepSince,
            Instant started,
            Optional<Instant> ended) {

        static StoredMigration begin(String to, Instant now) {
            return new StoredMigration(
                    to, Step.COPYING, "", "", 0, 0, 0, 0, now, now, Optional.empty());
        }

        /** Begins a walk over all stores. */
        StoredMigration enter(Step next, Instant now) {
            boolean fresh = next == Step.COPYING;
            return new StoredMigration(
                    to,
                    next,
                    "",
                    "",
                    fresh ? 0 : left,
                    blobs,
                    bytes,
                    fresh ? 0 : failed,
                    now,
                    started,
                    next == Step.DONE ? Optional.of(now) : Optional.empty());
        }

        StoredMigration at(String store, String blob) {
            return new StoredMigration(
                    to, step, store, blob, left, blobs, bytes, failed, stepSince, started, ended);
        }

        StoredMigration add(long moreLeft, long moreBlobs, long moreBytes, long moreFailed) {
            return new StoredMigration(
                    to,
                    step,
                    from,
                    after,
                    left + moreLeft,
                    blobs + moreBlobs,
                    bytes + moreBytes,
                    failed + moreFailed,
                    stepSince,
                    started,
                    ended);
        }
    }

    /**
     * A scrub: first all blobs of all stores are read, then all records are asked for their blobs.
     *
     * @param records whether the records are asked now
     * @param place the store that is walked, or the bucket
     * @param after the last blob or object that was looked at
     * @param offset how much of the next blob was read
     */
    record StoredScrub(
            boolean records,
            String place,
            String after,
            long offset,
            long blobs,
            long bytes,
            long damaged,
            long missing,
            long orphans,
            Instant started,
            Optional<Instant> ended) {

        static StoredScrub begin(Instant now) {
            return new StoredScrub(false, "", "", 0, 0, 0, 0, 0, 0, now, Optional.empty());
        }

        StoredScrub at(String newPlace, String newAfter, long newOffset) {
            return new StoredScrub(
                    records, newPlace, newAfter, newOffset, blobs, bytes, damaged, missing, orphans,
                    started, ended);
        }

        StoredScrub enterRecords() {
            return new StoredScrub(
                    true, "", "", 0, blobs, bytes, damaged, missing, orphans, started, ended);
        }

        StoredScrub end(Instant now) {
            return new StoredScrub(
                    records,
                    place,
                    after,
                    offset,
                    blobs,
                    bytes,
                    damaged,
                    missing,
                    orphans,
                    started,
                    Optional.of(now));
        }

        StoredScrub read(long moreBytes) {
            return new StoredScrub(
                    records,
                    place,
                    after,
                    offset,
                    blobs,
                    bytes + moreBytes,
                    damaged,
                    missing,
                    orphans,
                    started,
                    ended);
        }

        StoredScrub count(long moreBlobs, long moreDamaged, long moreMissing, long moreOrphans) {
            return new StoredScrub(
                    records,
                    place,
                    after,
                    offset,
                    blobs + moreBlobs,
                    bytes,
                    damaged + moreDamaged,
                    missing + moreMissing,
                    orphans + moreOrphans,
                    started,
                    ended);
        }
    }

    static final Kind<KnownStore> STORE =
            new Kind<>("blob-store", KnownStore.class, store -> List.of(Kinds.all()));

    static final Kind<SeenHistory> HISTORY =
            new Kind<>("blob-history", SeenHistory.class, store -> List.of(Kinds.all()));

    static final Kind<DamagedBlob> DAMAGE =
            new Kind<>("blob-damage", DamagedBlob.class, damage -> List.of(Kinds.all()));

    static final Kind<StoredMigration> MIGRATION =
            new Kind<>("blob-migration", StoredMigration.class, migration -> List.of());

    static final Kind<StoredScrub> SCRUB =
            new Kind<>("blob-scrub", StoredScrub.class, scrub -> List.of());

    private StoreKinds() {}
}

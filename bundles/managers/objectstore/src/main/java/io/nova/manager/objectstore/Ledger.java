package io.nova.manager.objectstore;

import io.nova.model.BucketName;
import io.nova.model.ConflictException;
import io.nova.model.IdSource;
import io.nova.model.LimitExceededException;
import io.nova.model.NotFoundException;
import io.nova.model.ResourceType;
import io.nova.model.objectstore.Bucket;
import io.nova.model.objectstore.ObjectKey;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** The records of the object store, and how they are changed. */
final class Ledger {

    /** How long a writer goes on against others: less than clients wait for an answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final StateStore store;
    private final IdSource ids;

    Ledger(StateStore store, IdSource ids) {
        this.store = store;
        this.ids = ids;
    }

    StateStore store() {
        return store;
    }

    /** Returns a new id for an upload. */
    String newId() {
        return ids.hex(32);
    }

    /** Returns a new id for a bucket's records. */
    String newHandle() {
        return ids.hex(16);
    }

    Rec<Bucket> bucket(BucketName name) {
        return store.get(Kinds.BUCKET, Kinds.bucketId(name))
                .orElseThrow(
                        () ->
                                new NotFoundException(
                                        ResourceType.BUCKET,
                                        name.value(),
                                        "The specified bucket does not exist"));
    }

    /**
     * Makes a transaction that puts something into the bucket fail if the bucket changes first, and
     * the bucket's deletion fail if the transaction comes first.
     */
    static void hold(Tx.Builder tx, Rec<Bucket> bucket) {
        if (bucket.value().closing()) {
            tx.update(Kinds.BUCKET, bucket, bucket.value().withClosing(false));
        } else {
            tx.expect(Kinds.BUCKET, bucket.id(), bucket.version());
        }
    }

    Optional<Rec<StoredObject>> object(Bucket bucket, ObjectKey key) {
        return store.get(Kinds.OBJECT, Kinds.objectId(bucket.handle(), key));
    }

    /** Begins a transaction. */
    Tx.Builder begin() {
        return Tx.of("objectstore/" + ids.hex(32));
    }

    /** Returns the fault of a quota that is used up. */
    static LimitExceededException exceeded(CommitResult.QuotaExceeded quota) {
        String name = quota.scope().substring(quota.scope().lastIndexOf('/') + 1);
        return quota.scope().endsWith("/buckets")
                ? new LimitExceededException(
                        ResourceType.BUCKET,
                        name,
                        "You have attempted to create more buckets than allowed")
                : new LimitExceededException(
                        ResourceType.OBJECT,
                        name,
                        "The quota of %s is used up: %d of %d"
                                .formatted(name, quota.used(), quota.limit()));
    }

    /**
     * Commits; empty if another writer came first.
     *
     * @throws LimitExceededException if a quota would be passed
     */
    Optional<CommitResult.Ok> commit(Tx.Builder tx) {
        CommitResult result = Records.commit(store, tx.build());
        if (result instanceof CommitResult.Ok ok) {
            return Optional.of(ok);
        }
        if (result instanceof CommitResult.Replayed replayed) {
            return Optional.of(replayed.first());
        }
        if (result instanceof CommitResult.Conflict || result instanceof CommitResult.Exists) {
            return Optional.empty();
        }
        if (result instanceof CommitResult.QuotaExceeded quota) {
            throw exceeded(quota);
        }
        throw new IllegalStateException("unexpected answer of the state store: " + result);
    }

    /** Repeats an attempt until it is not lost to another writer. */
    <R> R untilCommitted(ResourceType type, Object id, Supplier<Optional<R>> attempt) {
        Backoff backoff = new Backoff(PATIENCE);
        do {
            Optional<R> done = attempt.get();
            if (done.isPresent()) {
                return done.get();
            }
        } while (backoff.pause());
        throw new ConflictException(
                ConflictException.Reason.CONCURRENT_CHANGE,
                type,
                id,
                "Other requests change the same resource; try again");
    }
}

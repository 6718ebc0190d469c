package io.nova.manager.objectstore;

import io.nova.api.objectstore.WriteCondition;
import io.nova.model.BucketName;
import io.nova.model.ConflictException;
import io.nova.model.ConflictException.Reason;
import io.nova.model.NotFoundException;
import io.nova.model.ResourceType;
import io.nova.model.objectstore.Bucket;
import io.nova.model.objectstore.ObjectKey;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Tx;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;

/** Puts a record under a key, in one transaction with what becomes of the one before it. */
final class ObjectCommit {

    private final Ledger ledger;
    private final Collector collector;
    private final Clock clock;

    ObjectCommit(Ledger ledger, Collector collector, Clock clock) {
        this.ledger = ledger;
        this.collector = collector;
        this.clock = clock;
    }

    /**
     * Replaces what is under the key, if the condition holds.
     *
     * @param handle of the bucket that access was granted to
     * @param more adds to the transaction
     * @return empty if another writer came first
     */
    Optional<StoredObject> replace(
            BucketName name,
            String handle,
            StoredObject fresh,
            WriteCondition condition,
            Consumer<Tx.Builder> more) {
        Rec<Bucket> bucket = sameBucket(name, handle);
        ObjectKey key = fresh.info().key();
        Optional<Rec<StoredObject>> old = ledger.object(bucket.value(), key);
        check(key, old.map(Rec::value), condition);
        Tx.Builder tx = ledger.begin();
        Ledger.hold(tx, bucket);
        if (old.isPresent()) {
            tx.update(Kinds.OBJECT, old.get(), fresh);
        } else {
            tx.create(Kinds.OBJECT, Kinds.objectId(handle, key), fresh);
        }
        old.ifPresent(rec -> discard(tx, rec.value().content()));
        more.accept(tx);
        return ledger.commit(tx).map(ok -> woken(old, fresh));
    }

    /** Removes what is under the key, if the condition holds; empty if another came first. */
    Optional<Boolean> remove(Bucket bucket, ObjectKey key, WriteCondition condition) {
        Optional<Rec<StoredObject>> old = ledger.object(bucket, key);
        check(key, old.map(Rec::value), condition);
        if (old.isEmpty()) {
            return Optional.of(false);
        }
        Tx.Builder tx = ledger.begin().delete(Kinds.OBJECT, old.get());
        discard(tx, old.get().value().content());
        return ledger.commit(tx).map(ok -> woken(old, true));
    }

    private <R> R woken(Optional<Rec<StoredObject>> old, R result) {
        old.ifPresent(rec -> collector.wake(rec.value().content().id()));
        return result;
    }

    private void discard(Tx.Builder tx, Content content) {
        Trash trash = Trash.of(content, clock.instant());
        tx.create(Kinds.TRASH, trash.id(), trash);
    }

    private Rec<Bucket> sameBucket(BucketName name, String handle) {
        Rec<Bucket> bucket = ledger.bucket(name);
        if (!bucket.value().handle().equals(handle)) {
            throw new NotFoundException(
                    ResourceType.BUCKET, name.value(), "The specified bucket does not exist");
        }
        return bucket;
    }

    /** Throws if the condition does not hold for what is there. */
    static void check(ObjectKey key, Optional<StoredObject> there, WriteCondition condition) {
        if (condition.absent() && there.isPresent()) {
            throw precondition(key);
        }
        if (condition.etag().isPresent()) {
            String wanted = condition.etag().get();
            StoredObject object =
                    there.orElseThrow(
                            () ->
                                    new NotFoundException(
                                            ResourceType.OBJECT,
                                            key.value(),
                                            "The specified key does not exist."));
            if (!wanted.equals("*") && !wanted.equals(object.info().etag())) {
                throw precondition(key);
            }
        }
    }

    private static ConflictException precondition(ObjectKey key) {
        return new ConflictException(
                Reason.PRECONDITION,
                ResourceType.OBJECT,
                key,
                "At least one of the pre-conditions you specified did not hold");
    }
}

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
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
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
        Usage.replaced(tx, bucket.value(), old.map(Rec::value), fresh);
        more.accept(tx);
        return ledger.commit(tx).map(ok -> woken(old, fresh));
    }

    /**
     * Adds the removal of what was read to a transaction; {@link Usage} is the caller's to tell.
     */
    void remove(Tx.Builder tx, Rec<StoredObject> object) {
        tx.delete(Kinds.OBJECT, object);
        discard(tx, object.value().content());
    }

    /** Tells the collector of what a transaction has removed. */
    void removed(List<Rec<StoredObject>> objects) {
        objects.forEach(this::wake);
    }

    private <R> R woken(Optional<Rec<StoredObject>> old, R result) {
        old.ifPresent(this::wake);
        return result;
    }

    private void wake(Rec<StoredObject> removed) {
        Content content = removed.value().content();
        if (content.inline().isEmpty()) {
            collector.wake(content.id());
        }
    }

    private void discard(Tx.Builder tx, Content content) {
        if (content.inline().isPresent()) {
            // Who reads it has it in memory already.
            String id = content.inline().get();
            tx.delete(Kinds.SMALL, new Rec<>(id, id, Tx.ANY));
            return;
        }
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
        boolean otherSize =
                condition.size().isPresent()
                        && there.filter(o -> o.info().size() == condition.size().get()).isEmpty();
        boolean otherTime =
                condition.modified().isPresent()
                        && there.filter(o -> isOf(condition.modified().get(), o)).isEmpty();
        if (otherSize || otherTime) {
            throw precondition(key);
        }
    }

    /** Clients know the second at best. */
    private static boolean isOf(Instant time, StoredObject object) {
        return object.info()
                .modified()
                .truncatedTo(ChronoUnit.SECONDS)
                .equals(time.truncatedTo(ChronoUnit.SECONDS));
    }

    private static ConflictException precondition(ObjectKey key) {
        return new ConflictException(
                Reason.PRECONDITION,
                ResourceType.OBJECT,
                key,
                "At least one of the pre-conditions you specified did not hold");
    }
}

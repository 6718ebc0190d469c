package io.nova.manager.objectstore;

import io.nova.api.identity.QuotaService;
import io.nova.api.objectstore.WriteCondition;
import io.nova.model.AccessDeniedException;
import io.nova.model.BucketName;
import io.nova.model.ConflictException;
import io.nova.model.ConflictException.Reason;
import io.nova.model.IdSource;
import io.nova.model.LimitExceededException;
import io.nova.model.NotFoundException;
import io.nova.model.ResourceType;
import io.nova.model.objectstore.Bucket;
import io.nova.model.objectstore.ObjectKey;
import io.nova.spi.state.Rec;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Puts a record under a key, in one transaction with what becomes of the one before it. */
final class ObjectCommit {

    private final Ledger ledger;
    private final Collector collector;
    private final Clock clock;
    private final IdSource ids;
    private final QuotaService quotas;

    ObjectCommit(
            Ledger ledger, Collector collector, Clock clock, IdSource ids, QuotaService quotas) {
        this.ledger = ledger;
        this.collector = collector;
        this.clock = clock;
        this.ids = ids;
        this.quotas = quotas;
    }

    /** Begins a transaction on the bucket's objects. */
    ObjectChange begin(Rec<Bucket> bucket) {
        return new ObjectChange(ledger, collector, ids, quotas, clock.instant(), bucket);
    }

    /**
     * Puts an object under its key, if the condition holds for the latest that is there, and
     * commits.
     *
     * @return the object with its version; empty if another writer came first
     * @throws LimitExceededException if the quota of the bucket's owner would be passed
     * @throws AccessDeniedException if its list is public, and the bucket blocks that by now
     */
    Optional<StoredObject> replace(
            ObjectChange change, StoredObject fresh, WriteCondition condition) {
        KeyHistory history = change.of(fresh.info().key());
        check(fresh.info().key(), history.current(), condition);
        AclRules.requireUnblocked(change.bucket(), fresh.info().acl(), "s3:PutObjectAcl");
        StoredObject put = history.put(fresh);
        return change.commitHolding().map(ok -> put);
    }

    /**
     * Returns the bucket as it is now.
     *
     * @throws NotFoundException if another has its name
     */
    Rec<Bucket> sameBucket(BucketName name, String handle) {
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

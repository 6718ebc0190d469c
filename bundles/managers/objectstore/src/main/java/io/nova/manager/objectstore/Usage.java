package io.nova.manager.objectstore;

import io.nova.api.identity.Quota;
import io.nova.api.identity.QuotaService;
import io.nova.api.objectstore.StorageUse;
import io.nova.model.LimitExceededException;
import io.nova.model.ProjectId;
import io.nova.model.objectstore.Bucket;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.util.List;

/**
 * Counts what lies in buckets, in the transactions that change it: the figures are exact whenever
 * they are asked for. A bucket's owner has the use of it, whoever wrote the objects. Parts of
 * uploads under way do not count; older versions do, and delete markers are objects without bytes.
 *
 * <p>What was written before there was any count is in none, until its record changes: it takes
 * nothing away from what was counted when it goes.
 */
final class Usage {

    /** What the scope of a bucket's bytes begins with. */
    static final String BUCKETS = "bucket/";

    /** And what it ends with. */
    static final String BYTES = "/object-bytes";

    private Usage() {}

    /** Adds what a draft changes of the bucket's objects and versions. */
    static void changed(Tx.Builder tx, Bucket bucket, Draft draft, QuotaService quotas) {
        long objects =
                draft.sum(Kinds.OBJECT, object -> object.counted() ? 1 : 0)
                        + draft.sum(Kinds.VERSION, version -> 1);
        long bytes =
                draft.sum(Kinds.OBJECT, object -> object.counted() ? object.info().size() : 0)
                        + draft.sum(Kinds.VERSION, version -> version.info().size());
        add(tx, bucket, objects, bytes, quotas);
    }

    /** Adds so many objects and bytes, which may be less than none. */
    private static void add(
            Tx.Builder tx, Bucket bucket, long objects, long bytes, QuotaService quotas) {
        ProjectId owner = bucket.owner();
        if (objects != 0) {
            tx.quota(objects(owner), objects, quotas.limit(owner, Quota.OBJECTS));
        }
        if (bytes != 0) {
            tx.quota(bytes(owner), bytes, quotas.limit(owner, Quota.OBJECT_BYTES));
            tx.quota(bytes(bucket), bytes, Long.MAX_VALUE);
        }
    }

    /**
     * Returns if there is room for something more of the bucket's owner. Whether there is enough is
     * seen when it is there.
     *
     * @throws LimitExceededException if a quota is used up
     */
    static void requireRoom(StateStore store, Bucket bucket, QuotaService quotas) {
        for (Quota quota : List.of(Quota.OBJECTS, Quota.OBJECT_BYTES)) {
            long limit = quotas.limit(bucket.owner(), quota);
            String scope = quota.scope(bucket.owner());
            long used = limit == Long.MAX_VALUE ? 0 : store.used(scope);
            if (used >= limit) {
                throw Ledger.exceeded(new CommitResult.QuotaExceeded(scope, used, limit));
            }
        }
    }

    static StorageUse of(StateStore store, Bucket bucket) {
        return new StorageUse(
                1,
                store.count(Kinds.OBJECT, Kinds.inBucket(bucket.handle()))
                        + store.count(Kinds.VERSION, Kinds.inBucket(bucket.handle())),
                store.used(bytes(bucket)),
                store.count(Kinds.UPLOAD, Kinds.inBucket(bucket.handle())));
    }

    static String objects(ProjectId owner) {
        return Quota.OBJECTS.scope(owner);
    }

    static String bytes(ProjectId owner) {
        return Quota.OBJECT_BYTES.scope(owner);
    }

    private static String bytes(Bucket bucket) {
        return bytes(bucket.handle());
    }

    static String bytes(String handle) {
        return BUCKETS + handle + BYTES;
    }
}

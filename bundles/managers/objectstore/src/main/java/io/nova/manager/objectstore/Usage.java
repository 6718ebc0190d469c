package io.nova.manager.objectstore;

import io.nova.api.objectstore.StorageUse;
import io.nova.model.ProjectId;
import io.nova.model.objectstore.Bucket;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;

/**
 * Counts what lies in buckets, in the transactions that change it: the figures are exact whenever
 * they are asked for. A bucket's owner has the use of it, whoever wrote the objects. Parts of
 * uploads under way do not count; older versions do, and delete markers are objects without bytes.
 *
 * <p>What was written before there was any count is in none, until its record changes: it takes
 * nothing away from what was counted when it goes.
 */
final class Usage {

    private static final long UNLIMITED = Long.MAX_VALUE;

    private Usage() {}

    /** Adds what a draft changes of the bucket's objects and versions. */
    static void changed(Tx.Builder tx, Bucket bucket, Draft draft) {
        long objects =
                draft.sum(Kinds.OBJECT, object -> object.counted() ? 1 : 0)
                        + draft.sum(Kinds.VERSION, version -> 1);
        long bytes =
                draft.sum(Kinds.OBJECT, object -> object.counted() ? object.info().size() : 0)
                        + draft.sum(Kinds.VERSION, version -> version.info().size());
        add(tx, bucket, objects, bytes);
    }

    /** Adds so many objects and bytes, which may be less than none. */
    static void add(Tx.Builder tx, Bucket bucket, long objects, long bytes) {
        if (objects != 0) {
            tx.quota(objects(bucket.owner()), objects, UNLIMITED);
        }
        if (bytes != 0) {
            tx.quota(bytes(bucket.owner()), bytes, UNLIMITED);
            tx.quota(bytes(bucket), bytes, UNLIMITED);
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
        return "project/" + owner + "/objects";
    }

    static String bytes(ProjectId owner) {
        return "project/" + owner + "/object-bytes";
    }

    private static String bytes(Bucket bucket) {
        return "bucket/" + bucket.handle() + "/object-bytes";
    }
}

package io.nova.manager.objectstore;

import io.nova.api.objectstore.StorageUse;
import io.nova.model.ProjectId;
import io.nova.model.objectstore.Bucket;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.util.List;
import java.util.Optional;

/**
 * Counts what lies in buckets, in the transactions that change it: the figures are exact whenever
 * they are asked for. A bucket's owner has the use of it, whoever wrote the objects. Parts of
 * uploads under way do not count.
 */
final class Usage {

    private static final long UNLIMITED = Long.MAX_VALUE;

    private Usage() {}

    /** Adds an object's coming, in place of an earlier one if there is one, to a transaction. */
    static void replaced(
            Tx.Builder tx, Bucket bucket, Optional<StoredObject> old, StoredObject fresh) {
        long before = old.map(object -> object.info().size()).orElse(0L);
        add(tx, bucket, old.isPresent() ? 0 : 1, fresh.info().size() - before);
    }

    /** Adds the going of objects. */
    static void removed(Tx.Builder tx, Bucket bucket, List<StoredObject> objects) {
        long bytes = objects.stream().mapToLong(object -> object.info().size()).sum();
        add(tx, bucket, -objects.size(), -bytes);
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
                store.count(Kinds.OBJECT, Kinds.inBucket(bucket.handle())),
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

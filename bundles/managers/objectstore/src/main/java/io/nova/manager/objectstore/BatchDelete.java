package io.nova.manager.objectstore;

import io.nova.api.objectstore.DeleteRequest;
import io.nova.api.objectstore.Deleted;
import io.nova.api.objectstore.Deletion;
import io.nova.model.CloudException;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.objectstore.Bucket;
import io.nova.model.objectstore.ObjectKey;
import io.nova.model.objectstore.VersionId;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Tx;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Deletes many keys, so many by one transaction: one that reaches the disk costs as much for a
 * hundred keys as for one.
 */
final class BatchDelete {

    /** Two steps each; a transaction has room for more. */
    private static final int BATCH = 100;

    private final Ledger ledger;
    private final ObjectCommit commits;
    private final S3Access access;

    BatchDelete(Ledger ledger, ObjectCommit commits, S3Access access) {
        this.ledger = ledger;
        this.commits = commits;
        this.access = access;
    }

    List<Deletion.Result> delete(
            RequestContext context, Rec<Bucket> bucket, List<Deletion> deletions) {
        List<Deletion.Result> results = new ArrayList<>();
        for (List<Deletion> batch : batches(deletions)) {
            results.addAll(
                    ledger.untilCommitted(
                            ResourceType.BUCKET,
                            bucket.value().name(),
                            () -> attempt(context, bucket, batch)));
        }
        return results;
    }

    /** A key that comes again waits for the next batch: a transaction removes a record once. */
    private static List<List<Deletion>> batches(List<Deletion> deletions) {
        List<List<Deletion>> batches = new ArrayList<>();
        List<Deletion> batch = new ArrayList<>();
        Set<ObjectKey> keys = new HashSet<>();
        for (Deletion deletion : deletions) {
            if (batch.size() == BATCH || keys.contains(deletion.key())) {
                batches.add(batch);
                batch = new ArrayList<>();
                keys.clear();
            }
            batch.add(deletion);
            keys.add(deletion.key());
        }
        batches.add(batch);
        return batches;
    }

    private Optional<List<Deletion.Result>> attempt(
            RequestContext context, Rec<Bucket> bucket, List<Deletion> batch) {
        Map<String, Rec<StoredObject>> there = read(bucket.value(), batch);
        List<Rec<StoredObject>> removed = new ArrayList<>();
        List<Deletion.Result> results = new ArrayList<>();
        Tx.Builder tx = ledger.begin();
        for (Deletion deletion : batch) {
            Optional<Rec<StoredObject>> object =
                    Optional.ofNullable(
                            there.get(Kinds.objectId(bucket.value().handle(), deletion.key())));
            try {
                require(access, context, bucket, deletion.key(), deletion.request(), object);
                Optional<Rec<StoredObject>> meant =
                        object.filter(rec -> isMeant(deletion.request().version()));
                ObjectCommit.check(
                        deletion.key(), meant.map(Rec::value), deletion.request().condition());
                meant.ifPresent(removed::add);
                meant.ifPresent(rec -> commits.remove(tx, rec));
                results.add(Deletion.Result.of(deletion, done(deletion.request())));
            } catch (CloudException e) {
                results.add(Deletion.Result.of(deletion, e));
            }
        }
        if (removed.isEmpty()) {
            return Optional.of(results);
        }
        Usage.removed(tx, bucket.value(), removed.stream().map(Rec::value).toList());
        return ledger.commit(tx)
                .map(
                        ok -> {
                            commits.removed(removed);
                            return results;
                        });
    }

    private Map<String, Rec<StoredObject>> read(Bucket bucket, List<Deletion> batch) {
        List<String> ids =
                batch.stream()
                        .map(deletion -> Kinds.objectId(bucket.handle(), deletion.key()))
                        .toList();
        return ledger.store().getAll(Kinds.OBJECT, ids).stream()
                .collect(Collectors.toMap(Rec::id, Function.identity()));
    }

    static void require(
            S3Access access,
            RequestContext context,
            Rec<Bucket> bucket,
            ObjectKey key,
            DeleteRequest request,
            Optional<Rec<StoredObject>> object) {
        String action =
                request.version().isPresent() ? "s3:DeleteObjectVersion" : "s3:DeleteObject";
        AccessRequest asked = AccessRequest.of(context, action, bucket).of(key);
        access.require(object.map(rec -> asked.of(rec.value())).orElse(asked));
    }

    /** Tells whether the one object that is there is the version asked for. */
    static boolean isMeant(Optional<VersionId> version) {
        return version.map(VersionId::isNull).orElse(true);
    }

    static Deleted done(DeleteRequest request) {
        return new Deleted(request.version(), false);
    }
}

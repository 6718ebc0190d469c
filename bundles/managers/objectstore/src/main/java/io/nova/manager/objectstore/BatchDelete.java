package io.nova.manager.objectstore;

import io.nova.api.objectstore.Deleted;
import io.nova.api.objectstore.Deletion;
import io.nova.model.CloudException;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.objectstore.Acl;
import io.nova.model.objectstore.Bucket;
import io.nova.model.objectstore.VersionId;
import io.nova.spi.state.Rec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Deletes many keys, so many by one transaction: one that reaches the disk costs as much for a
 * hundred keys as for one.
 */
final class BatchDelete {

    /** Five steps each at most; a transaction has room for them. */
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
        for (int from = 0; from < deletions.size(); from += BATCH) {
            List<Deletion> batch =
                    deletions.subList(from, Math.min(deletions.size(), from + BATCH));
            results.addAll(
                    ledger.untilCommitted(
                            ResourceType.BUCKET,
                            bucket.value().name(),
                            () -> attempt(context, bucket.value(), batch)));
        }
        return results;
    }

    private Optional<List<Deletion.Result>> attempt(
            RequestContext context, Bucket meant, List<Deletion> batch) {
        Rec<Bucket> bucket = commits.sameBucket(meant.name(), meant.handle());
        ObjectChange change = commits.begin(bucket);
        change.draft()
                .prepare(
                        Kinds.OBJECT,
                        batch.stream()
                                .map(one -> Kinds.objectId(meant.handle(), one.key()))
                                .toList());
        List<Deletion.Result> results = new ArrayList<>();
        for (Deletion deletion : batch) {
            try {
                Deleted done = delete(context, bucket, change.of(deletion.key()), deletion);
                results.add(Deletion.Result.of(deletion, done));
            } catch (CloudException e) {
                results.add(Deletion.Result.of(deletion, e));
            }
        }
        return change.draft().isIdle() ? Optional.of(results) : change.commit().map(ok -> results);
    }

    private Deleted delete(
            RequestContext context, Rec<Bucket> bucket, KeyHistory history, Deletion deletion) {
        Optional<VersionId> version = deletion.request().version();
        Optional<StoredObject> there =
                version.isPresent()
                        ? history.find(version.get()).flatMap(KeyHistory.Found::object)
                        : history.current();
        String action = version.isPresent() ? "s3:DeleteObjectVersion" : "s3:DeleteObject";
        AccessRequest asked = AccessRequest.of(context, action, bucket).of(deletion.key());
        access.require(there.map(asked::of).orElse(asked));
        ObjectCommit.check(deletion.key(), there, deletion.request().condition());
        return version.isPresent()
                ? history.delete(version.get())
                : history.delete(
                        Ownerships.ofWritten(context.caller(), bucket.value(), Acl.PRIVATE));
    }
}

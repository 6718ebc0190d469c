package io.nova.manager.objectstore;

import io.nova.api.identity.Quota;
import io.nova.api.identity.QuotaService;
import io.nova.api.objectstore.BucketService;
import io.nova.api.objectstore.BucketView;
import io.nova.api.objectstore.NewAcl;
import io.nova.api.objectstore.NewBucket;
import io.nova.model.AlreadyExistsException;
import io.nova.model.BucketName;
import io.nova.model.IdSource;
import io.nova.model.InUseException;
import io.nova.model.IncorrectStateException;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.objectstore.Acl;
import io.nova.model.objectstore.Bucket;
import io.nova.model.objectstore.Ownership;
import io.nova.model.objectstore.PublicAccessBlock;
import io.nova.model.objectstore.Versioning;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Rec;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Keeps the buckets. */
@Component
public final class BucketManager implements BucketService {

    private final StateStore store;
    private final Ledger ledger;
    private final S3Access access;
    private final QuotaService quotas;
    private final Clock clock;

    @Activate
    public BucketManager(
            @Reference StateStore store,
            @Reference S3Access access,
            @Reference QuotaService quotas,
            @Reference Clock clock,
            @Reference IdSource ids) {
        this.store = store;
        this.ledger = new Ledger(store, ids);
        this.access = access;
        this.quotas = quotas;
        this.clock = clock;
    }

    @Override
    public Bucket create(RequestContext context, BucketName name, NewBucket request) {
        access.require(AccessRequest.of(context, "s3:CreateBucket"));
        ProjectId owner = context.project();
        Bucket bucket =
                new Bucket(
                                name,
                                ledger.newHandle(),
                                owner,
                                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                                request.acl().expanded(owner, owner))
                        .withOwnership(request.ownership());
        AclRules.requireConsistent(bucket);
        Tx.Builder tx =
                ledger.begin()
                        .create(Kinds.BUCKET, Kinds.bucketId(name), bucket)
                        .quota(Quota.BUCKETS.scope(owner), 1, quotas.limit(owner, Quota.BUCKETS));
        return ledger.commit(tx).map(ok -> bucket).orElseThrow(() -> taken(owner, name));
    }

    private RuntimeException taken(ProjectId owner, BucketName name) {
        Optional<Rec<Bucket>> there = store.get(Kinds.BUCKET, Kinds.bucketId(name));
        if (there.isPresent() && there.get().value().owner().equals(owner)) {
            return new InUseException(
                    ResourceType.BUCKET,
                    name,
                    "Your previous request to create the named bucket succeeded and you already"
                            + " own it.");
        }
        return new AlreadyExistsException(ResourceType.BUCKET, name);
    }

    @Override
    public void delete(RequestContext context, BucketName name) {
        ledger.untilCommitted(ResourceType.BUCKET, name, () -> tryDelete(context, name));
    }

    private Optional<Bucket> tryDelete(RequestContext context, BucketName name) {
        Rec<Bucket> bucket = ledger.bucket(name);
        access.require(AccessRequest.of(context, "s3:DeleteBucket", bucket));
        requireEmpty(bucket.value());
        Bucket closing = bucket.value().withClosing(true);
        Optional<CommitResult.Ok> closed =
                ledger.commit(ledger.begin().update(Kinds.BUCKET, bucket, closing));
        if (closed.isEmpty()) {
            return Optional.empty();
        }
        // What is put from here on changes the bucket's record, and the removal fails.
        requireEmpty(closing);
        Tx.Builder tx =
                ledger.begin()
                        .delete(Kinds.BUCKET, new Rec<>(bucket.id(), closing, closed.get().seq()))
                        .quota(Quota.BUCKETS.scope(closing.owner()), -1, Long.MAX_VALUE);
        configs(closing).forEach(config -> tx.delete(Kinds.CONFIG, config));
        store.get(Kinds.WALK, closing.handle()).ifPresent(walk -> tx.delete(Kinds.WALK, walk));
        return ledger.commit(tx).map(ok -> closing);
    }

    private List<Rec<StoredConfig>> configs(Bucket bucket) {
        return store.getAll(
                Kinds.CONFIG,
                bucket.parts().stream()
                        .map(part -> Kinds.configId(bucket.handle(), part))
                        .toList());
    }

    private Optional<Bucket> update(Rec<Bucket> read, Bucket value) {
        return ledger.commit(ledger.begin().update(Kinds.BUCKET, read, value)).map(ok -> value);
    }

    private boolean isEmpty(Bucket bucket) {
        return store.count(Kinds.OBJECT, Kinds.inBucket(bucket.handle())) == 0
                && store.count(Kinds.VERSION, Kinds.inBucket(bucket.handle())) == 0
                && store.count(Kinds.UPLOAD, Kinds.inBucket(bucket.handle())) == 0;
    }

    private void requireEmpty(Bucket bucket) {
        if (!isEmpty(bucket)) {
            throw new IncorrectStateException(
                    ResourceType.BUCKET,
                    bucket.name(),
                    bucket.versioning().isEmpty()
                            ? "The bucket you tried to delete is not empty"
                            : "The bucket you tried to delete is not empty. You must delete all"
                                    + " versions in the bucket.");
        }
    }

    @Override
    public Bucket get(RequestContext context, BucketName name, BucketView view) {
        Rec<Bucket> bucket = ledger.bucket(name);
        access.require(AccessRequest.of(context, view.action(), bucket));
        return bucket.value();
    }

    @Override
    public Page<Bucket> list(RequestContext context, String after, int limit) {
        access.require(AccessRequest.of(context, "s3:ListAllMyBuckets"));
        return store.query(Kinds.BUCKET, Kinds.ofOwner(context.project()), after, limit)
                .map(Rec::value);
    }

    @Override
    public void setVersioning(RequestContext context, BucketName name, Versioning versioning) {
        ledger.untilCommitted(
                ResourceType.BUCKET,
                name,
                () -> {
                    Rec<Bucket> bucket = ledger.bucket(name);
                    access.require(AccessRequest.of(context, "s3:PutBucketVersioning", bucket));
                    return update(bucket, bucket.value().withVersioning(versioning));
                });
    }

    @Override
    public void setAcl(RequestContext context, BucketName name, NewAcl acl) {
        ledger.untilCommitted(
                ResourceType.BUCKET,
                name,
                () -> {
                    Rec<Bucket> bucket = ledger.bucket(name);
                    access.require(AccessRequest.of(context, "s3:PutBucketAcl", bucket));
                    Acl fresh = AclRules.ofBucket(bucket.value(), acl);
                    return update(bucket, bucket.value().withAcl(fresh));
                });
    }

    @Override
    public void setOwnership(
            RequestContext context, BucketName name, Optional<Ownership> ownership) {
        change(
                context,
                name,
                "s3:PutBucketOwnershipControls",
                bucket -> {
                    Bucket changed = bucket.withOwnership(ownership);
                    AclRules.requireConsistent(changed);
                    return changed;
                });
    }

    @Override
    public void setPublicAccess(
            RequestContext context, BucketName name, Optional<PublicAccessBlock> block) {
        change(
                context,
                name,
                "s3:PutBucketPublicAccessBlock",
                bucket -> bucket.withPublicAccess(block));
    }

    private void change(
            RequestContext context, BucketName name, String action, UnaryOperator<Bucket> change) {
        ledger.untilCommitted(
                ResourceType.BUCKET,
                name,
                () -> {
                    Rec<Bucket> bucket = ledger.bucket(name);
                    access.require(AccessRequest.of(context, action, bucket));
                    return update(bucket, change.apply(bucket.value()));
                });
    }
}

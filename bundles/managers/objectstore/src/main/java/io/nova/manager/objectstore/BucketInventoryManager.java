package io.nova.manager.objectstore;

import io.nova.api.identity.Authorizer;
import io.nova.api.objectstore.BucketInventory;
import io.nova.api.objectstore.StorageUse;
import io.nova.model.AccessDeniedException;
import io.nova.model.BucketName;
import io.nova.model.IdSource;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.Role;
import io.nova.model.objectstore.Bucket;
import io.nova.spi.state.Rec;
import io.nova.spi.state.StateStore;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Tells operators of every project's buckets, and owners of their own. */
@Component
public final class BucketInventoryManager implements BucketInventory {

    private final StateStore store;
    private final Ledger ledger;
    private final Authorizer authorizer;

    @Activate
    public BucketInventoryManager(
            @Reference StateStore store,
            @Reference Authorizer authorizer,
            @Reference IdSource ids) {
        this.store = store;
        this.ledger = new Ledger(store, ids);
        this.authorizer = authorizer;
    }

    @Override
    public Page<Bucket> list(RequestContext context, ProjectId project, String after, int limit) {
        require(context, project, "s3:ListAllMyBuckets");
        return store.query(Kinds.BUCKET, Kinds.ofOwner(project), after, limit).map(Rec::value);
    }

    @Override
    public Bucket get(RequestContext context, BucketName name) {
        Bucket bucket = ledger.bucket(name).value();
        require(context, bucket.owner(), "s3:ListBucket");
        return bucket;
    }

    @Override
    public StorageUse use(RequestContext context, BucketName name) {
        return Usage.of(store, get(context, name));
    }

    @Override
    public StorageUse use(RequestContext context, ProjectId project) {
        require(context, project, "s3:ListAllMyBuckets");
        long buckets = store.count(Kinds.BUCKET, Kinds.ofOwner(project));
        long uploads = 0;
        Optional<String> after = Optional.of("");
        while (after.isPresent()) {
            Page<Rec<Bucket>> page =
                    store.query(
                            Kinds.BUCKET, Kinds.ofOwner(project), after.get(), StateStore.MAX_PAGE);
            for (Rec<Bucket> bucket : page.items()) {
                uploads += store.count(Kinds.UPLOAD, Kinds.inBucket(bucket.value().handle()));
            }
            after = page.next();
        }
        return new StorageUse(
                buckets,
                store.used(Usage.objects(project)),
                store.used(Usage.bytes(project)),
                uploads);
    }

    private void require(RequestContext context, ProjectId project, String action) {
        authorizer.require(context.caller(), action);
        if (!context.project().equals(project) && !context.caller().has(Role.CLOUDADMIN)) {
            throw new AccessDeniedException(action, "Access Denied");
        }
    }
}

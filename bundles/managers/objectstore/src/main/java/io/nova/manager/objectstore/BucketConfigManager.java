package io.nova.manager.objectstore;

import io.nova.api.objectstore.BucketConfig;
import io.nova.api.objectstore.BucketConfigService;
import io.nova.api.objectstore.BucketView;
import io.nova.model.BucketName;
import io.nova.model.IdSource;
import io.nova.model.NotFoundException;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.objectstore.Bucket;
import io.nova.model.objectstore.BucketPart;
import io.nova.spi.state.Rec;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Keeps what buckets are configured to, each change in one transaction with the bucket's record.
 */
@Component
public final class BucketConfigManager implements BucketConfigService {

    private final StateStore store;
    private final BucketConfigs configs;
    private final S3Access access;
    private final BucketPolicies policies;
    private final Ledger ledger;

    @Activate
    public BucketConfigManager(
            @Reference StateStore store,
            @Reference BucketConfigs configs,
            @Reference S3Access access,
            @Reference BucketPolicies policies,
            @Reference IdSource ids) {
        this.store = store;
        this.configs = configs;
        this.access = access;
        this.policies = policies;
        this.ledger = new Ledger(store, ids);
    }

    @Override
    public Optional<BucketConfig> find(RequestContext context, BucketName name, BucketPart part) {
        Rec<Bucket> bucket = ledger.bucket(name);
        access.require(AccessRequest.of(context, part.getAction(), bucket));
        return configs.text(bucket.value(), part).map(text -> new BucketConfig(part, text));
    }

    @Override
    public Optional<BucketConfig> forBrowsers(BucketName name) {
        Bucket bucket;
        try {
            bucket = ledger.bucket(name).value();
        } catch (NotFoundException e) {
            return Optional.empty();
        }
        return configs.text(bucket, BucketPart.CORS)
                .map(text -> new BucketConfig(BucketPart.CORS, text));
    }

    @Override
    public boolean isPublic(RequestContext context, BucketName name) {
        Rec<Bucket> bucket = ledger.bucket(name);
        access.require(AccessRequest.of(context, BucketView.POLICY_STATUS.action(), bucket));
        return policies.isPublic(bucket) || AclCheck.isPublic(bucket.value());
    }

    @Override
    public void put(RequestContext context, BucketName name, BucketConfig config) {
        BucketPart part = config.part();
        ledger.untilCommitted(
                ResourceType.BUCKET,
                name,
                () -> {
                    Rec<Bucket> bucket = ledger.bucket(name);
                    access.require(AccessRequest.of(context, part.putAction(), bucket));
                    if (part == BucketPart.POLICY) {
                        policies.check(bucket.value(), config.text());
                    }
                    String handle = bucket.value().handle();
                    StoredConfig fresh = StoredConfig.of(handle, part, config.text());
                    String id = Kinds.configId(handle, part);
                    Optional<Rec<StoredConfig>> old = store.get(Kinds.CONFIG, id);
                    Tx.Builder tx = ledger.begin();
                    // Even if it had one before: what others parsed of it holds no longer.
                    tx.update(Kinds.BUCKET, bucket, bucket.value().with(part, true));
                    if (old.isPresent()) {
                        tx.update(Kinds.CONFIG, old.get(), fresh);
                    } else {
                        tx.create(Kinds.CONFIG, id, fresh);
                    }
                    return ledger.commit(tx);
                });
    }

    @Override
    public void delete(RequestContext context, BucketName name, BucketPart part) {
        ledger.untilCommitted(
                ResourceType.BUCKET,
                name,
                () -> {
                    Rec<Bucket> bucket = ledger.bucket(name);
                    access.require(AccessRequest.of(context, part.deleteAction(), bucket));
                    if (!bucket.value().has(part)) {
                        return Optional.of(true);
                    }
                    String id = Kinds.configId(bucket.value().handle(), part);
                    Tx.Builder tx = ledger.begin();
                    tx.update(Kinds.BUCKET, bucket, bucket.value().with(part, false));
                    store.get(Kinds.CONFIG, id).ifPresent(rec -> tx.delete(Kinds.CONFIG, rec));
                    return ledger.commit(tx).map(ok -> true);
                });
    }
}

package io.nova.manager.objectstore;

import io.nova.api.objectstore.BucketConfig;
import io.nova.api.objectstore.BucketConfigService;
import io.nova.api.objectstore.Expiry;
import io.nova.api.objectstore.LifecycleService;
import io.nova.model.BucketName;
import io.nova.model.RequestContext;
import io.nova.model.objectstore.BucketPart;
import io.nova.model.objectstore.Lifecycle;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.UploadInfo;
import io.nova.spi.state.StateStore;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Keeps the lifecycles of buckets. */
@Component
public final class LifecycleManager implements LifecycleService {

    private final StateStore store;
    private final BucketConfigService texts;
    private final BucketConfigs configs;
    private final LifecycleEngine engine;

    @Activate
    public LifecycleManager(
            @Reference StateStore store,
            @Reference BucketConfigService texts,
            @Reference BucketConfigs configs,
            @Reference LifecycleEngine engine) {
        this.store = store;
        this.texts = texts;
        this.configs = configs;
        this.engine = engine;
    }

    @Override
    public Optional<Lifecycle> find(RequestContext context, BucketName bucket) {
        return texts.find(context, bucket, BucketPart.LIFECYCLE)
                .map(config -> Lifecycles.parse(config.text()));
    }

    @Override
    public void put(RequestContext context, BucketName bucket, Lifecycle lifecycle) {
        String text = Lifecycles.text(lifecycle);
        texts.put(context, bucket, new BucketConfig(BucketPart.LIFECYCLE, text));
        engine.wake(bucket);
    }

    @Override
    public void delete(RequestContext context, BucketName bucket) {
        texts.delete(context, bucket, BucketPart.LIFECYCLE);
    }

    @Override
    public Optional<Expiry> expiry(BucketName bucket, ObjectInfo object) {
        return rules(bucket).flatMap(rules -> rules.expiry(object));
    }

    @Override
    public Optional<Expiry> abort(BucketName bucket, UploadInfo upload) {
        return rules(bucket).flatMap(rules -> rules.abort(upload));
    }

    private Optional<Lifecycles> rules(BucketName bucket) {
        return store.get(Kinds.BUCKET, Kinds.bucketId(bucket))
                .flatMap(rec -> Lifecycles.of(configs, rec, engine.days()));
    }
}

package io.nova.manager.image;

import io.nova.api.objectstore.BucketService;
import io.nova.api.objectstore.NewBucket;
import io.nova.model.AlreadyExistsException;
import io.nova.model.BucketName;
import io.nova.model.IdSource;
import io.nova.model.InUseException;
import io.nova.model.RequestContext;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;

/**
 * The bucket of the image service's own; its name is made up, so that nobody can take it before.
 */
final class ImageBucket {

    private static final String THE_BUCKET = "bucket";

    private final StateStore store;
    private final Records<ImageKinds.OwnBucket> records;
    private final BucketService buckets;
    private final ServiceCredential service;
    private final IdSource ids;

    ImageBucket(StateStore store, BucketService buckets, ServiceCredential service, IdSource ids) {
        this.store = store;
        this.records = new Records<>(store, ImageKinds.BUCKET);
        this.buckets = buckets;
        this.service = service;
        this.ids = ids;
    }

    /** Returns as whom the service acts on its bucket. */
    RequestContext context(String about) {
        return new RequestContext("image-" + about, service.get().caller());
    }

    /** Returns its name; the bucket is there. */
    BucketName name() {
        return records.find(THE_BUCKET).map(Rec::value).orElseGet(this::make).name();
    }

    private ImageKinds.OwnBucket make() {
        BucketName name = new BucketName("nova-images-" + ids.hex(12));
        // The name first: one that nobody remembers would be a bucket that nobody finds.
        CommitResult result =
                Records.commit(
                        store,
                        Tx.of("image-bucket/" + name)
                                .create(
                                        ImageKinds.BUCKET,
                                        THE_BUCKET,
                                        new ImageKinds.OwnBucket(name))
                                .build());
        ImageKinds.OwnBucket mine =
                result instanceof CommitResult.Ok
                        ? new ImageKinds.OwnBucket(name)
                        : records.find(THE_BUCKET).orElseThrow().value();
        ensure(mine.name());
        return mine;
    }

    /** Makes the bucket unless it is there: who remembered the name may have died after that. */
    void ensure(BucketName name) {
        try {
            buckets.create(context("bucket"), name, NewBucket.PRIVATE);
        } catch (InUseException | AlreadyExistsException e) {
            // It is there.
        }
    }
}

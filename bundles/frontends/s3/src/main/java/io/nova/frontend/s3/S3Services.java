package io.nova.frontend.s3;

import io.nova.api.identity.AccountDirectory;
import io.nova.api.objectstore.BucketConfigService;
import io.nova.api.objectstore.BucketService;
import io.nova.api.objectstore.LifecycleService;
import io.nova.api.objectstore.ObjectService;
import io.nova.api.objectstore.UploadService;
import java.util.List;

/**
 * What the operations work with.
 *
 * @param region that buckets say they are in
 */
record S3Services(
        BucketService buckets,
        BucketConfigService configs,
        ObjectService objects,
        UploadService uploads,
        LifecycleService lifecycles,
        AccountDirectory accounts,
        String region) {

    /** Returns all operations that there are. */
    S3Routes routes() {
        CopyOperations copies = new CopyOperations(objects, uploads, lifecycles);
        List<S3Operations> groups =
                List.of(
                        new BucketOperations(buckets, region),
                        new AclOperations(buckets, objects),
                        new OwnershipOperations(buckets),
                        new PublicAccessOperations(buckets),
                        new PolicyOperations(configs),
                        new VersioningOperations(buckets),
                        new CorsOperations(configs),
                        new UnsetOperations(buckets),
                        new VersionLists(objects),
                        new TaggingOperations(configs, objects),
                        new LifecycleOperations(lifecycles),
                        new ListOperations(objects),
                        new ObjectOperations(objects, copies, lifecycles),
                        new AttributesOperation(objects),
                        new DeleteOperations(objects),
                        new UploadOperations(uploads, copies, lifecycles),
                        new UploadLists(uploads, lifecycles));
        S3Routes routes = new S3Routes();
        groups.forEach(group -> group.addTo(routes));
        return routes;
    }
}

package io.nova.api.objectstore;

import io.nova.model.BucketName;
import io.nova.model.RequestContext;
import io.nova.model.objectstore.Lifecycle;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.UploadInfo;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What becomes of the objects of buckets by itself. Access as in {@link BucketConfigService}; an
 * unknown bucket is a {@link io.nova.model.NotFoundException}.
 */
@ProviderType
public interface LifecycleService {

    /** Returns the rules; empty if the bucket has none. */
    Optional<Lifecycle> find(RequestContext context, BucketName bucket);

    /**
     * Gives the bucket rules in place of those before. They hold for what is there already, too.
     *
     * @throws io.nova.model.InvalidParameterException {@code TOO_LARGE}
     */
    void put(RequestContext context, BucketName bucket, Lifecycle lifecycle);

    /** Takes the rules away; none there is a success. */
    void delete(RequestContext context, BucketName bucket);

    /**
     * Returns when an object that the caller has just read or written expires; empty if it does
     * not. Asks nobody: who has the object may know.
     */
    Optional<Expiry> expiry(BucketName bucket, ObjectInfo object);

    /** Returns when an upload that the caller has just begun or read is given up, likewise. */
    Optional<Expiry> abort(BucketName bucket, UploadInfo upload);
}

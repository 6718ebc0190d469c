package io.nova.api.objectstore;

import io.nova.model.BucketName;
import io.nova.model.RequestContext;
import io.nova.model.objectstore.BucketPart;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The configurations of buckets, as texts. What a text means is for the front end that writes it,
 * and for the managers that act on it, to say. Access as in {@link BucketService}, by the part's
 * own actions; an unknown bucket is a {@link io.nova.model.NotFoundException}.
 */
@ProviderType
public interface BucketConfigService {

    /** Returns the configuration; empty if the bucket has none of this part. */
    Optional<BucketConfig> find(RequestContext context, BucketName bucket, BucketPart part);

    /** Tells whether the bucket's policy or its access list lets in everybody. */
    boolean isPublic(RequestContext context, BucketName bucket);

    /**
     * Returns the CORS configuration to apply it. Nobody's right is asked: browsers ask before they
     * sign, and what they are told of it concerns themselves. Empty also if there is no such
     * bucket.
     */
    Optional<BucketConfig> forBrowsers(BucketName bucket);

    /**
     * Gives the bucket a configuration in place of the one before. Writes that begin after it
     * returns see it, and so do those that are under way and not yet committed.
     *
     * @throws io.nova.model.InvalidParameterException {@code TOO_LARGE} with the part's name;
     *     {@code MALFORMED} with the name {@code Policy} for a policy that is none
     * @throws io.nova.model.AccessDeniedException also for a public policy that the bucket blocks
     */
    void put(RequestContext context, BucketName bucket, BucketConfig config);

    /** Takes the configuration away; none there is a success. */
    void delete(RequestContext context, BucketName bucket, BucketPart part);
}

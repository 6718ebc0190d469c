package io.nova.api.objectstore;

import io.nova.model.objectstore.Acl;
import io.nova.model.objectstore.Ownership;
import java.util.Optional;

/**
 * How a bucket is to be made.
 *
 * @param ownership empty to leave it to the cloud
 */
public record NewBucket(Acl acl, Optional<Ownership> ownership) {

    /** The owner's alone. */
    public static final NewBucket PRIVATE = new NewBucket(Acl.PRIVATE, Optional.empty());
}

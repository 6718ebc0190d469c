package io.nova.api.objectstore;

import io.nova.model.BucketName;
import io.nova.model.RequestContext;
import io.nova.model.objectstore.ObjectKey;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Hands objects to the cloud's services: what somebody may read can be made an image of, and hosts
 * read that for its guests with a service's key.
 */
@ProviderType
public interface ServiceReads {

    /**
     * Lets the cloud's services read the object as it is now, for good; another that comes to lie
     * under its key they may not. May be repeated.
     *
     * @throws io.nova.model.NotFoundException if it is not there
     * @throws io.nova.model.AccessDeniedException if the caller may not read it
     */
    void allow(RequestContext context, BucketName bucket, ObjectKey key);
}

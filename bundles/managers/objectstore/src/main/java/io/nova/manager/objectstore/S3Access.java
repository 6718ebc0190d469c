package io.nova.manager.objectstore;

import io.nova.model.AccessDeniedException;

/**
 * Decides who may do what to a bucket, its objects and its uploads. Every operation of the managers
 * asks, with the record that it is about to use. For many threads; never waits for a host.
 */
public interface S3Access {

    /**
     * Returns if the request may be.
     *
     * @throws AccessDeniedException if not
     */
    void require(AccessRequest request);

    /** Tells whether {@link #require} would return. */
    boolean allows(AccessRequest request);
}

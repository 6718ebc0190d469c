package io.nova.model.objectstore;

import static java.util.Objects.requireNonNull;

import io.nova.model.BucketName;
import io.nova.model.ProjectId;
import java.time.Instant;

/**
 * A bucket.
 *
 * @param handle a generated id under which its objects are kept: another bucket of the same name
 *     will have another
 * @param closing whether someone was about to delete it; whoever puts something into it takes that
 *     back
 */
public record Bucket(
        BucketName name,
        String handle,
        ProjectId owner,
        Instant created,
        CannedAcl acl,
        boolean closing) {

    public Bucket {
        requireNonNull(handle, "handle");
        requireNonNull(acl, "acl");
    }

    /** Returns the bucket with another access list. */
    public Bucket withAcl(CannedAcl other) {
        return new Bucket(name, handle, owner, created, other, closing);
    }

    /** Returns the bucket as it is while someone is about to delete it, or no longer. */
    public Bucket withClosing(boolean value) {
        return new Bucket(name, handle, owner, created, acl, value);
    }
}

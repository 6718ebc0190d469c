package io.nova.manager.objectstore;

import io.nova.api.identity.Authorizer;
import io.nova.api.objectstore.Anonymous;
import io.nova.model.AccessDeniedException;
import io.nova.model.Caller;
import io.nova.model.Role;
import io.nova.model.objectstore.Bucket;
import io.nova.model.objectstore.CannedAcl;
import io.nova.model.objectstore.ObjectInfo;
import java.util.Set;

/**
 * Decides who may do what to a bucket and its objects.
 *
 * <p>In the project that owns it the authorizer decides; for all others the access list does. Cloud
 * administrators may do everything; the image service is one of them, which is how it reads what
 * was put with {@code aws-exec-read}.
 */
final class Access {

    private static final Set<CannedAcl> PUBLIC =
            Set.of(CannedAcl.PUBLIC_READ, CannedAcl.PUBLIC_READ_WRITE);

    private final Authorizer authorizer;

    Access(Authorizer authorizer) {
        this.authorizer = authorizer;
    }

    /** Returns if the caller may do something to its own project. */
    void requireOwn(Caller caller, String action) {
        if (Anonymous.is(caller)) {
            throw denied(action);
        }
        authorizer.require(caller, action);
    }

    void requireList(Caller caller, Bucket bucket, String action) {
        if (isOwner(caller, bucket)) {
            authorizer.require(caller, action);
        } else if (!mayRead(caller, bucket.acl())) {
            throw denied(action);
        }
    }

    void requireWrite(Caller caller, Bucket bucket, String action) {
        if (isOwner(caller, bucket)) {
            authorizer.require(caller, action);
        } else if (bucket.acl() != CannedAcl.PUBLIC_READ_WRITE && !isAdministrator(caller)) {
            throw denied(action);
        }
    }

    void requireOwner(Caller caller, Bucket bucket, String action) {
        if (isOwner(caller, bucket)) {
            authorizer.require(caller, action);
        } else if (!isAdministrator(caller)) {
            throw denied(action);
        }
    }

    void requireRead(Caller caller, Bucket bucket, ObjectInfo object, String action) {
        if (isOwner(caller, bucket) || caller.project().equals(object.owner())) {
            authorizer.require(caller, action);
        } else if (!mayRead(caller, object.acl())) {
            throw denied(action);
        }
    }

    /** Tells whether the caller may learn that a key is not there. */
    void requireToMiss(Caller caller, Bucket bucket, String action) {
        requireList(caller, bucket, action);
    }

    private static boolean mayRead(Caller caller, CannedAcl acl) {
        return PUBLIC.contains(acl)
                || (acl == CannedAcl.AUTHENTICATED_READ && !Anonymous.is(caller))
                || isAdministrator(caller);
    }

    private static boolean isOwner(Caller caller, Bucket bucket) {
        return caller.project().equals(bucket.owner());
    }

    private static boolean isAdministrator(Caller caller) {
        return caller.has(Role.CLOUDADMIN);
    }

    private static AccessDeniedException denied(String action) {
        return new AccessDeniedException(action, "Access Denied");
    }
}

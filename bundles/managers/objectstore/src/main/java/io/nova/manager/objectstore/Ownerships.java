package io.nova.manager.objectstore;

import io.nova.api.objectstore.Anonymous;
import io.nova.model.Caller;
import io.nova.model.ProjectId;
import io.nova.model.objectstore.Acl;
import io.nova.model.objectstore.Bucket;
import io.nova.model.objectstore.Grant;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.Ownership;
import io.nova.model.objectstore.Permission;
import io.nova.model.objectstore.PublicAccessBlock;
import io.nova.spi.state.Rec;
import java.util.Optional;

/** Whose what is in a bucket is. */
final class Ownerships {

    private static final PublicAccessBlock NOTHING =
            new PublicAccessBlock(false, false, false, false);

    private Ownerships() {}

    /** Tells whether access lists do not count in the bucket. */
    static boolean isEnforced(Bucket bucket) {
        return bucket.ownership().equals(Optional.of(Ownership.BUCKET_OWNER_ENFORCED));
    }

    /** Returns what of public access to the bucket is blocked. */
    static PublicAccessBlock block(Bucket bucket) {
        return bucket.publicAccess().orElse(NOTHING);
    }

    /** Returns to whom what the caller writes will belong. */
    static ProjectId ofWritten(Caller caller, Bucket bucket, Acl acl) {
        // What anybody may put into a bucket belongs to the bucket's owner.
        return Anonymous.is(caller) ? bucket.owner() : ofWritten(caller.project(), bucket, acl);
    }

    /** Returns to whom what the project writes will belong. */
    static ProjectId ofWritten(ProjectId writer, Bucket bucket, Acl acl) {
        boolean given =
                switch (bucket.ownership().orElse(Ownership.OBJECT_WRITER)) {
                    case OBJECT_WRITER -> false;
                    case BUCKET_OWNER_PREFERRED ->
                            acl.expanded(writer, bucket.owner())
                                    .grants()
                                    .contains(Grant.to(bucket.owner(), Permission.FULL_CONTROL));
                    case BUCKET_OWNER_ENFORCED -> true;
                };
        return given ? bucket.owner() : writer;
    }

    /** Returns to whom an object belongs now. */
    static ProjectId owner(Bucket bucket, ObjectInfo object) {
        return isEnforced(bucket) ? bucket.owner() : object.owner();
    }

    /** Tells whether it is about the bucket, or about what belongs to the bucket's owner. */
    static boolean isOfBucketOwner(AccessRequest request) {
        Bucket bucket = request.bucket().map(Rec::value).orElseThrow();
        return objectOwner(request).map(bucket.owner()::equals).orElse(true);
    }

    /** Tells whether it is about an object that belongs to the caller, wherever it lies. */
    static boolean isOfCaller(AccessRequest request) {
        return !Anonymous.is(request.caller())
                && objectOwner(request).filter(request.caller().project()::equals).isPresent();
    }

    /** Returns the owner of the object, if that is what the action is on. */
    private static Optional<ProjectId> objectOwner(AccessRequest request) {
        return AclNeed.isOfObject(request.action())
                ? request.object()
                        .map(object -> owner(request.bucket().orElseThrow().value(), object.info()))
                : Optional.empty();
    }
}

package io.nova.manager.objectstore;

import io.nova.api.objectstore.NewAcl;
import io.nova.model.AccessDeniedException;
import io.nova.model.InvalidParameterException;
import io.nova.model.InvalidParameterException.Problem;
import io.nova.model.ProjectId;
import io.nova.model.objectstore.Acl;
import io.nova.model.objectstore.Bucket;
import io.nova.model.objectstore.Grant;
import io.nova.model.objectstore.Grantee;
import io.nova.model.objectstore.Permission;

/** What access lists may be given in a bucket. */
final class AclRules {

    private AclRules() {}

    /**
     * Returns the list of an object that is written into the bucket.
     *
     * @param owner to whom the object will belong
     * @throws AccessDeniedException if it is public, and the bucket blocks that
     * @throws InvalidParameterException named {@code Acl}, if lists do not count in the bucket and
     *     this one says more than that its owner owns it
     */
    static Acl ofWritten(Bucket bucket, ProjectId owner, Acl acl) {
        Acl grants = distinct(acl.expanded(owner, bucket.owner()));
        Grant full = Grant.to(bucket.owner(), Permission.FULL_CONTROL);
        if (Ownerships.isEnforced(bucket) && !grants.grants().stream().allMatch(full::equals)) {
            throw unsupported();
        }
        requireUnblocked(bucket, grants, "s3:PutObjectAcl");
        return grants;
    }

    /**
     * Returns the list that what was uploaded by a project has, once it belongs to the owner.
     *
     * @param acl as it was given with the upload, for its writer
     */
    static Acl ofUploaded(Bucket bucket, ProjectId writer, ProjectId owner, Acl acl) {
        Acl grants = acl.expanded(writer, bucket.owner());
        Grant writers = Grant.to(writer, Permission.FULL_CONTROL);
        return owner.equals(writer)
                ? grants
                : Acl.of(grants.grants().stream().filter(g -> !g.equals(writers)).toList());
    }

    /** Returns the list that an object is given in place of its own. */
    static Acl ofObject(Bucket bucket, ProjectId owner, NewAcl acl) {
        return replaced(bucket, owner, acl, "s3:PutObjectAcl");
    }

    /** Returns the list that the bucket is given in place of its own. */
    static Acl ofBucket(Bucket bucket, NewAcl acl) {
        return replaced(bucket, bucket.owner(), acl, "s3:PutBucketAcl");
    }

    private static Acl replaced(Bucket bucket, ProjectId owner, NewAcl acl, String action) {
        if (Ownerships.isEnforced(bucket)) {
            throw unsupported();
        }
        if (acl.owner().filter(believed -> !believed.equals(owner)).isPresent()) {
            throw new AccessDeniedException(action, "Access Denied");
        }
        Acl grants = distinct(acl.acl().expanded(owner, bucket.owner()));
        requireUnblocked(bucket, grants, action);
        return grants;
    }

    /**
     * Returns if the bucket's list lets in nobody but its owner, or counts.
     *
     * @throws InvalidParameterException named {@code BucketAcl}
     */
    static void requireConsistent(Bucket bucket) {
        Grantee owner = new Grantee.Project(bucket.owner());
        boolean others =
                bucket.grants().grants().stream().anyMatch(g -> !g.grantee().equals(owner));
        if (Ownerships.isEnforced(bucket) && others) {
            throw new InvalidParameterException(
                    Problem.BAD_COMBINATION,
                    "BucketAcl",
                    "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced"
                            + " setting");
        }
    }

    private static InvalidParameterException unsupported() {
        return new InvalidParameterException(
                Problem.BAD_COMBINATION, "Acl", "The bucket does not allow ACLs");
    }

    /**
     * Returns if the bucket lets an object have the list.
     *
     * @throws AccessDeniedException if it is public, and the bucket blocks that
     */
    static void requireUnblocked(Bucket bucket, Acl grants, String action) {
        if (Ownerships.block(bucket).blockAcls()
                && grants.grants().stream().anyMatch(AclCheck::isPublic)) {
            throw new AccessDeniedException(action, "Access Denied");
        }
    }

    private static Acl distinct(Acl acl) {
        return Acl.of(acl.grants().stream().distinct().toList());
    }
}

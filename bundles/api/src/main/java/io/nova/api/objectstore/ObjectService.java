package io.nova.api.objectstore;

import io.nova.model.BucketName;
import io.nova.model.RequestContext;
import io.nova.model.objectstore.Acl;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.ObjectKey;
import io.nova.model.objectstore.TagSet;
import io.nova.model.objectstore.VersionId;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Objects. What was answered survives the loss of power, and every later read sees it. A write
 * takes effect as a whole or not at all; of several to one key the last to commit stays.
 *
 * <p>Each method asks the authorizer and the access lists first, and throws {@link
 * io.nova.model.AccessDeniedException} if they refuse; {@link io.nova.model.NotFoundException}
 * names the bucket, the object or the {@code OBJECT_VERSION} that is not there. In a bucket that
 * never kept versions each object has the one version {@code null}. A delete marker that is named
 * is an {@link io.nova.model.IncorrectStateException} of the type {@code OBJECT_VERSION}; as the
 * latest it is as if there were nothing. All block while bytes move.
 */
@ProviderType
public interface ObjectService {

    /**
     * Writes an object; nothing stays behind if it throws.
     *
     * @throws IOException what reading the body threw
     * @throws io.nova.model.ConflictException {@code PRECONDITION} if the condition does not hold
     * @throws io.nova.model.InvalidParameterException {@code BAD_DIGEST} if a claimed checksum is
     *     not that of the bytes; {@code TOO_LARGE}
     */
    ObjectInfo put(
            RequestContext context,
            BucketName bucket,
            ObjectKey key,
            PutRequest request,
            ObjectBody body)
            throws IOException;

    /**
     * Returns an object to read, or just to look at.
     *
     * @param version empty for the latest
     * @param view what of it the caller is after
     */
    ObjectContent get(
            RequestContext context,
            BucketName bucket,
            ObjectKey key,
            Optional<VersionId> version,
            ObjectView view);

    /** Returns the latest version of an object to read. */
    default ObjectContent get(RequestContext context, BucketName bucket, ObjectKey key) {
        return get(context, bucket, key, Optional.empty(), ObjectView.CONTENT);
    }

    /**
     * Returns the delete marker that is in the place of an object: for those who were told that
     * there is none. Only its key, owner, version and time mean something.
     *
     * @param version empty for the latest
     */
    Optional<ObjectInfo> findMarker(
            RequestContext context, BucketName bucket, ObjectKey key, Optional<VersionId> version);

    /**
     * Copies an object, on the server's side. No bytes move, unless another checksum is asked for.
     *
     * @throws io.nova.model.InvalidParameterException {@code TOO_LARGE} with the name {@code
     *     CopySource}
     */
    ObjectInfo copy(RequestContext context, BucketName bucket, ObjectKey key, CopyRequest request);

    /**
     * Removes an object; an unknown one, or an unknown version, is a success unless the condition
     * wants one.
     *
     * @throws io.nova.model.ConflictException {@code PRECONDITION} if the condition does not hold
     */
    Deleted delete(RequestContext context, BucketName bucket, ObjectKey key, DeleteRequest request);

    /**
     * Removes many objects, some at a time: if it throws, those before are gone. A key that cannot
     * be deleted does not keep the others from it.
     *
     * @return what became of each, in the order asked for
     */
    List<Deletion.Result> deleteAll(
            RequestContext context, BucketName bucket, List<Deletion> deletions);

    /** Lists a part of a bucket; the cost does not depend on the bucket's size. */
    ObjectListing list(RequestContext context, BucketName bucket, ListQuery query);

    /**
     * Lists a part of a bucket's versions; the cost does not depend on the bucket's size. A version
     * that is there all the time is told, whatever comes and goes.
     */
    VersionListing listVersions(RequestContext context, BucketName bucket, VersionQuery query);

    /**
     * Replaces the access list of a version.
     *
     * @param version empty for the latest
     * @return the version as it is now
     * @throws io.nova.model.InvalidParameterException named {@code Acl} if lists do not count in
     *     the bucket; the writing methods throw it as well
     * @throws io.nova.model.AccessDeniedException also for a public list that the bucket blocks,
     *     and if the owner is another than the caller believes
     */
    ObjectInfo setAcl(
            RequestContext context,
            BucketName bucket,
            ObjectKey key,
            Optional<VersionId> version,
            NewAcl acl);

    /** Replaces the access list of a version, whosever it is. */
    default ObjectInfo setAcl(
            RequestContext context,
            BucketName bucket,
            ObjectKey key,
            Optional<VersionId> version,
            Acl acl) {
        return setAcl(context, bucket, key, version, NewAcl.of(acl));
    }

    /**
     * Replaces the tags of a version, or takes them away, which is an action of its own.
     *
     * @param version empty for the latest
     * @param tags empty to take them away
     * @return the version as it is now
     */
    ObjectInfo setTags(
            RequestContext context,
            BucketName bucket,
            ObjectKey key,
            Optional<VersionId> version,
            Optional<TagSet> tags);
}

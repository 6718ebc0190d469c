package io.nova.api.objectstore;

import io.nova.model.BucketName;
import io.nova.model.RequestContext;
import io.nova.model.objectstore.CannedAcl;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.ObjectKey;
import java.io.IOException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Objects. What was answered survives the loss of power, and every later read sees it. A write
 * takes effect as a whole or not at all; of several to one key the last to commit stays.
 *
 * <p>Each method asks the authorizer and the access lists first, and throws {@link
 * io.nova.model.AccessDeniedException} if they refuse; {@link io.nova.model.NotFoundException}
 * names the bucket or the object that is not there. All block while bytes move.
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

    /** Returns an object to read, or just to look at. */
    ObjectContent get(RequestContext context, BucketName bucket, ObjectKey key);

    /** Copies an object, on the server's side. */
    ObjectInfo copy(RequestContext context, BucketName bucket, ObjectKey key, CopyRequest request);

    /**
     * Removes an object; an unknown one is a success unless the condition wants one.
     *
     * @throws io.nova.model.ConflictException {@code PRECONDITION} if the condition does not hold
     */
    void delete(RequestContext context, BucketName bucket, ObjectKey key, WriteCondition condition);

    /** Lists a part of a bucket; the cost does not depend on the bucket's size. */
    ObjectListing list(RequestContext context, BucketName bucket, ListQuery query);

    /** Replaces the object's access list. */
    void setAcl(RequestContext context, BucketName bucket, ObjectKey key, CannedAcl acl);
}

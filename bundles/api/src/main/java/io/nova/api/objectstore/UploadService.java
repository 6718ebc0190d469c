package io.nova.api.objectstore;

import io.nova.model.BucketName;
import io.nova.model.Page;
import io.nova.model.RequestContext;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.ObjectKey;
import io.nova.model.objectstore.PartInfo;
import io.nova.model.objectstore.UploadInfo;
import java.io.IOException;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Uploads in parts. Nothing of them is seen in the bucket before {@link #complete}, and all of them
 * after it. Access as in {@link ObjectService}; an unknown upload is a {@link
 * io.nova.model.NotFoundException} of the type {@code UPLOAD}.
 */
@ProviderType
public interface UploadService {

    /** Begins an upload. */
    UploadInfo begin(RequestContext context, BucketName bucket, ObjectKey key, BeginUpload request);

    /**
     * Writes a part, in place of an earlier one of the same number.
     *
     * @throws io.nova.model.InvalidParameterException with the name {@code Checksum} if the client
     *     sums it with another algorithm than the upload
     * @throws IOException what reading the body threw
     */
    PartInfo putPart(RequestContext context, UploadRef upload, int number, ObjectBody body)
            throws IOException;

    /**
     * Writes a part from an object.
     *
     * @param range of the source; empty for all of it
     */
    PartInfo copyPart(
            RequestContext context,
            UploadRef upload,
            int number,
            CopyRequest source,
            Optional<ObjectContent.Range> range);

    /**
     * Makes the object of the parts listed, and forgets the others. May be repeated: while the
     * object that it made is there, the answer is the same.
     *
     * @throws io.nova.model.InvalidParameterException with the name {@code PartNumber} if a part is
     *     not there or has another ETag, {@code PartOrder} if they are not in order, {@code
     *     PartSize} if one that is not the last is too small, {@code Checksum} if what is claimed
     *     of the checksums does not suit the upload, {@code ObjectSize} if the size is another
     */
    ObjectInfo complete(RequestContext context, UploadRef upload, CompleteUpload request);

    /** Gives the upload up. */
    void abort(RequestContext context, UploadRef upload);

    /** Returns an upload that is under way. */
    UploadInfo get(RequestContext context, UploadRef upload);

    /** Lists the parts by number, of at most 1,000. */
    Page<PartInfo> listParts(RequestContext context, UploadRef upload, int after, int limit);

    /**
     * Lists the uploads under way by key, then by id.
     *
     * @param prefix with which keys begin; may be empty
     * @param afterKey begins with greater keys; may be empty
     * @param afterId begins, of the uploads to {@code afterKey}, with greater ids; may be empty
     */
    Page<UploadInfo> list(
            RequestContext context,
            BucketName bucket,
            String prefix,
            String afterKey,
            String afterId,
            int limit);
}

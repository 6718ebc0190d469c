package io.nova.manager.image;

import io.nova.api.objectstore.DeleteRequest;
import io.nova.api.objectstore.LargeUpload;
import io.nova.api.objectstore.ObjectService;
import io.nova.api.objectstore.UploadRef;
import io.nova.api.objectstore.UploadService;
import io.nova.model.BucketName;
import io.nova.model.ImageId;
import io.nova.model.NotFoundException;
import io.nova.model.RequestContext;
import io.nova.model.objectstore.ObjectKey;
import io.nova.model.objectstore.UploadInfo;
import java.io.IOException;
import java.io.InputStream;

/**
 * What the image service made of bundles, one object an image, in its own bucket. They are uploaded
 * in parts, since an image may be larger than what one write can have.
 */
final class OwnObjects {

    /** With ten thousand parts an image may have more than a TiB. */
    static final long PART = 128L << 20;

    private final ObjectService objects;
    private final UploadService uploads;
    private final ImageBucket bucket;
    private final long part;

    OwnObjects(ObjectService objects, UploadService uploads, ImageBucket bucket) {
        this(objects, uploads, bucket, PART);
    }

    OwnObjects(ObjectService objects, UploadService uploads, ImageBucket bucket, long part) {
        this.objects = objects;
        this.uploads = uploads;
        this.bucket = bucket;
        this.part = part;
    }

    /**
     * Writes an image's object, in place of an earlier attempt's. If it throws, nothing is seen of
     * it.
     *
     * @param bytes exactly {@code size} of them, at whose end the stream has checked them
     */
    ImageLocation write(ImageId image, InputStream bytes, long size) throws IOException {
        BucketName own = bucket.name();
        bucket.ensure(own);
        ObjectKey key = new ObjectKey(image.value());
        new LargeUpload(uploads, bucket.context(image.value()), part).put(own, key, bytes, size);
        return new ImageLocation(own, key);
    }

    /** Removes what was made of the image, and what was begun. */
    void discard(ImageId image) {
        RequestContext context = bucket.context(image.value());
        ObjectKey key = new ObjectKey(image.value());
        try {
            objects.delete(context, bucket.name(), key, DeleteRequest.PLAIN);
        } catch (NotFoundException e) {
            // Not even the bucket is there.
        }
        discardUploads(image);
    }

    /** Gives up the attempts that a crash cut off. */
    void discardUploads(ImageId image) {
        RequestContext context = bucket.context(image.value());
        BucketName own = bucket.name();
        try {
            for (UploadInfo begun :
                    uploads.list(context, own, image.value(), "", "", 1000).items()) {
                if (begun.key().value().equals(image.value())) {
                    abort(context, new UploadRef(own, begun.key(), begun.id()));
                }
            }
        } catch (NotFoundException e) {
            // Not even the bucket is there.
        }
    }

    private void abort(RequestContext context, UploadRef upload) {
        try {
            uploads.abort(context, upload);
        } catch (NotFoundException e) {
            // Another has done so.
        }
    }
}

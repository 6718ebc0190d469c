package io.nova.manager.image;

import io.nova.api.objectstore.BeginUpload;
import io.nova.api.objectstore.CompleteUpload;
import io.nova.api.objectstore.DeleteRequest;
import io.nova.api.objectstore.ObjectBody;
import io.nova.api.objectstore.ObjectService;
import io.nova.api.objectstore.UploadRef;
import io.nova.api.objectstore.UploadService;
import io.nova.api.objectstore.WriteCondition;
import io.nova.model.BucketName;
import io.nova.model.ImageId;
import io.nova.model.NotFoundException;
import io.nova.model.RequestContext;
import io.nova.model.objectstore.Acl;
import io.nova.model.objectstore.ObjectHeaders;
import io.nova.model.objectstore.ObjectKey;
import io.nova.model.objectstore.TagSet;
import io.nova.model.objectstore.UploadInfo;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the image service made of bundles, one object an image, in its own bucket. They are uploaded
 * in parts, since an image may be larger than what one write can have.
 */
final class OwnObjects {

    /** With ten thousand parts an image may have more than a TiB. */
    static final long PART = 128L << 20;

    private static final BeginUpload PLAIN =
            new BeginUpload(ObjectHeaders.NONE, Acl.PRIVATE, TagSet.NONE, Optional.empty(), false);

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
        RequestContext context = bucket.context(image.value());
        ObjectKey key = new ObjectKey(image.value());
        String id = uploads.begin(context, own, key, PLAIN).id();
        UploadRef upload = new UploadRef(own, key, id);
        boolean done = false;
        try {
            List<CompleteUpload.Part> parts = new ArrayList<>();
            for (long at = 0; at < size; at += part) {
                int number = parts.size() + 1;
                InputStream piece = new Piece(bytes, Math.min(part, size - at));
                String etag = uploads.putPart(context, upload, number, ObjectBody.of(piece)).etag();
                parts.add(new CompleteUpload.Part(number, etag));
            }
            if (bytes.read() >= 0) {
                throw new IOException("there are more bytes than " + size);
            }
            var unused =
                    uploads.complete(
                            context, upload, new CompleteUpload(parts, WriteCondition.NONE));
            done = true;
            return new ImageLocation(own, key);
        } finally {
            if (!done) {
                abort(context, upload);
            }
        }
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

    /** A part of the whole; does not close it. */
    private static final class Piece extends InputStream {

        private final InputStream whole;
        private long left;

        Piece(InputStream whole, long length) {
            this.whole = whole;
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int count = whole.read(target, offset, (int) Math.min(left, length));
            if (count < 0) {
                throw new IOException("%d bytes are missing at the end".formatted(left));
            }
            left -= count;
            return count;
        }
    }
}

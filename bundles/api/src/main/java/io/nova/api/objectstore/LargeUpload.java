package io.nova.api.objectstore;

import io.nova.model.BucketName;
import io.nova.model.CloudException;
import io.nova.model.RequestContext;
import io.nova.model.objectstore.Acl;
import io.nova.model.objectstore.ObjectHeaders;
import io.nova.model.objectstore.ObjectKey;
import io.nova.model.objectstore.TagSet;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts more bytes under a key than one write can have, in parts. Blocks until they are there; may
 * be used by one thread after the other, for one object after the other.
 */
public final class LargeUpload {

    private static final BeginUpload PRIVATE =
            new BeginUpload(ObjectHeaders.NONE, Acl.PRIVATE, TagSet.NONE, Optional.empty(), false);

    private final UploadService uploads;
    private final RequestContext context;
    private final long part;

    /**
     * @param part bytes of each part but the last
     */
    public LargeUpload(UploadService uploads, RequestContext context, long part) {
        this.uploads = uploads;
        this.context = context;
        this.part = part;
    }

    /**
     * Puts a private object under the key, in place of the one that is there. If it throws, that
     * one is still there, and nothing is left of the parts; but after an {@link
     * io.nova.model.UnavailableException} nobody knows.
     *
     * @param bytes are read to their end, and not closed
     * @param size how many they are
     * @throws IOException if they are more or fewer, or cannot be read
     */
    public void put(BucketName bucket, ObjectKey key, InputStream bytes, long size)
            throws IOException {
        UploadRef upload =
                new UploadRef(bucket, key, uploads.begin(context, bucket, key, PRIVATE).id());
        try {
            List<CompleteUpload.Part> parts = parts(upload, bytes, size);
            var unused =
                    uploads.complete(
                            context, upload, new CompleteUpload(parts, WriteCondition.NONE));
        } catch (Throwable fault) {
            abort(upload, fault);
            throw fault;
        }
    }

    private List<CompleteUpload.Part> parts(UploadRef upload, InputStream bytes, long size)
            throws IOException {
        List<CompleteUpload.Part> parts = new ArrayList<>();
        // An object without bytes has a part without any.
        for (long at = 0; at < size || parts.isEmpty(); at += part) {
            int number = parts.size() + 1;
            ObjectBody piece = ObjectBody.of(new Piece(bytes, Math.min(part, size - at)));
            String etag = uploads.putPart(context, upload, number, piece).etag();
            parts.add(new CompleteUpload.Part(number, etag));
        }
        if (bytes.read() >= 0) {
            throw new IOException("there are more bytes than " + size);
        }
        return parts;
    }

    /** What went wrong first is what the caller is told. */
    private void abort(UploadRef upload, Throwable fault) {
        try {
            uploads.abort(context, upload);
        } catch (CloudException e) {
            fault.addSuppressed(e);
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

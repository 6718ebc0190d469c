package io.nova.frontend.shell;

import io.nova.api.objectstore.BeginUpload;
import io.nova.api.objectstore.CompleteUpload;
import io.nova.api.objectstore.ObjectBody;
import io.nova.api.objectstore.UploadRef;
import io.nova.api.objectstore.UploadService;
import io.nova.api.objectstore.WriteCondition;
import io.nova.model.BucketName;
import io.nova.model.RequestContext;
import io.nova.model.objectstore.Acl;
import io.nova.model.objectstore.ObjectHeaders;
import io.nova.model.objectstore.ObjectKey;
import io.nova.model.objectstore.TagSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts a file of any size into a bucket, in parts; nothing is seen of it if it fails. */
final class FileUpload {

    static final long PART = 64L << 20;

    private static final BeginUpload PRIVATE =
            new BeginUpload(ObjectHeaders.NONE, Acl.PRIVATE, TagSet.NONE, Optional.empty(), false);

    private final UploadService uploads;
    private final RequestContext context;
    private final long part;

    FileUpload(UploadService uploads, RequestContext context, long part) {
        this.uploads = uploads;
        this.context = context;
        this.part = part;
    }

    void put(Path file, BucketName bucket, ObjectKey key, Progress progress) throws IOException {
        long size = Files.size(file);
        try (InputStream in = Files.newInputStream(file)) {
            String id = uploads.begin(context, bucket, key, PRIVATE).id();
            UploadRef upload = new UploadRef(bucket, key, id);
            boolean done = false;
            try {
                List<CompleteUpload.Part> parts = new ArrayList<>();
                for (long at = 0; at < size || at == 0; at += part) {
                    InputStream piece = new Piece(in, Math.min(part, size - at), progress);
                    int number = parts.size() + 1;
                    String etag =
                            uploads.putPart(context, upload, number, ObjectBody.of(piece)).etag();
                    parts.add(new CompleteUpload.Part(number, etag));
                }
                var unused =
                        uploads.complete(
                                context, upload, new CompleteUpload(parts, WriteCondition.NONE));
                done = true;
            } finally {
                if (!done) {
                    uploads.abort(context, upload);
                }
            }
        }
    }

    /** A part of the file. */
    private static final class Piece extends InputStream {

        private final InputStream file;
        private final Progress progress;
        private long left;

        Piece(InputStream file, long length, Progress progress) {
            this.file = file;
            this.left = length;
            this.progress = progress;
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
            int count = file.read(target, offset, (int) Math.min(left, length));
            if (count < 0) {
                throw new IOException("the file became shorter while it was read");
            }
            left -= count;
            progress.add(count);
            return count;
        }
    }
}

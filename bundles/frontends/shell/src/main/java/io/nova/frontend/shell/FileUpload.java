package io.nova.frontend.shell;

import io.nova.api.objectstore.LargeUpload;
import io.nova.api.objectstore.UploadService;
import io.nova.model.BucketName;
import io.nova.model.RequestContext;
import io.nova.model.objectstore.ObjectKey;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Puts a file of any size into a bucket, in parts; nothing is seen of it if it fails. */
final class FileUpload {

    static final long PART = 64L << 20;

    private final LargeUpload upload;

    FileUpload(UploadService uploads, RequestContext context, long part) {
        upload = new LargeUpload(uploads, context, part);
    }

    void put(Path file, BucketName bucket, ObjectKey key, Progress progress) throws IOException {
        try (InputStream in = new Watched(Files.newInputStream(file), progress)) {
            upload.put(bucket, key, in, Files.size(file));
        }
    }

    /** A file of which it is told how much was read. */
    private static final class Watched extends FilterInputStream {

        private final Progress progress;

        Watched(InputStream file, Progress progress) {
            super(file);
            this.progress = progress;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = super.read(target, offset, length);
            progress.add(Math.max(count, 0));
            return count;
        }
    }
}

package io.nova.driver.objectstore.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nova.model.DriverException;
import io.nova.model.DriverException.Kind;
import io.nova.model.Page;
import io.nova.sigv4.UriEncoding;
import io.nova.spi.objectstore.BlobForm;
import io.nova.spi.objectstore.BlobId;
import io.nova.spi.objectstore.BlobInfo;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The objects of the bucket that are blobs, and what is asked of them. */
final class S3Bucket {

    private final S3Client client;
    private final String bucket;
    private final String prefix;

    /**
     * @param prefix of the keys, before the blob's id
     */
    S3Bucket(S3Client client, String bucket, String prefix) {
        this.client = client;
        this.bucket = bucket;
        this.prefix = prefix;
    }

    S3Client client() {
        return client;
    }

    /** Returns the path of a blob's object. */
    String path(BlobId id) {
        return "/" + bucket + "/" + UriEncoding.encodePath(prefix + id.value());
    }

    boolean exists(BlobId id) throws InterruptedException {
        try (S3Client.Answer answer = client.send(S3Request.of("HEAD", path(id)))) {
            if (answer.ok()) {
                return true;
            }
            S3Fault fault = answer.fault().orElseThrow();
            if (fault.isMissing()) {
                return false;
            }
            throw fault.toThrow("cannot look for blob " + id);
        }
    }

    /** Writes an object in one request. */
    void put(BlobId id, Spool.Piece piece) throws InterruptedException {
        client.document(S3Request.of("PUT", path(id)).with(piece), "cannot write blob " + id);
    }

    void delete(BlobId id) throws InterruptedException {
        try (S3Client.Answer answer = client.send(S3Request.of("DELETE", path(id)))) {
            Optional<S3Fault> fault = answer.fault().filter(f -> !f.isMissing());
            if (fault.isPresent()) {
                throw fault.get().toThrow("cannot delete blob " + id);
            }
        }
    }

    Page<BlobInfo> list(Optional<BlobId> after, int limit) throws InterruptedException {
        String start = after.map(id -> prefix + id.value()).orElse(prefix);
        while (true) {
            Listing listing = new Listing(prefix);
            byte[] document =
                    client.document(S3Request.of("GET", listTarget(start, limit)), "cannot list");
            try {
                S3Documents.read(document, listing);
            } catch (IOException e) {
                throw new DriverException(Kind.UNREACHABLE, "cannot list: " + e.getMessage(), e);
            }
            if (!listing.truncated || listing.lastKey.isEmpty()) {
                return new Page<>(listing.blobs, Optional.empty());
            }
            if (!listing.blobs.isEmpty()) {
                BlobId last = listing.blobs.get(listing.blobs.size() - 1).id();
                return new Page<>(listing.blobs, Optional.of(last.value()));
            }
            // A page of somebody else's objects.
            start = listing.lastKey;
        }
    }

    private String listTarget(String start, int limit) {
        return "/%s?list-type=2&max-keys=%d&prefix=%s&start-after=%s"
                .formatted(bucket, limit, UriEncoding.encode(prefix), UriEncoding.encode(start));
    }

    /** What is in a page of the listing. */
    private static final class Listing implements BiConsumer<String, String> {

        private final String prefix;
        private final List<BlobInfo> blobs = new ArrayList<>();
        private boolean truncated;
        private String lastKey = "";
        private long length;
        private Instant modified = Instant.EPOCH;

        Listing(String prefix) {
            this.prefix = prefix;
        }

        @Override
        public void accept(String path, String text) {
            switch (path) {
                case "ListBucketResult/IsTruncated" -> truncated = text.equals("true");
                case "ListBucketResult/Contents/Key" -> lastKey = text;
                case "ListBucketResult/Contents/Size" -> length = Long.parseLong(text);
                case "ListBucketResult/Contents/LastModified" -> modified = time(text);
                case "ListBucketResult/Contents" -> add();
                default -> {
                    // Nothing that is of use here.
                }
            }
        }

        private void add() {
            String name = lastKey.startsWith(prefix) ? lastKey.substring(prefix.length()) : "";
            if (name.matches("[0-9a-f]{32}")) {
                // An object of no such length is listed all the same: somebody must hear of it.
                long size = Math.max(0, BlobForm.size(length));
                blobs.add(new BlobInfo(new BlobId(name), size, modified));
            }
        }

        private static Instant time(String text) {
            try {
                return Instant.parse(text);
            } catch (DateTimeParseException e) {
                // Young, so that no collector takes it for an orphan.
                return Instant.now();
            }
        }
    }

    /** Begins an upload in parts; returns its id. */
    String beginUpload(BlobId id) throws InterruptedException {
        byte[] document =
                client.document(
                        S3Request.of("POST", path(id) + "?uploads="), "cannot begin an upload");
        return element(document, "InitiateMultipartUploadResult/UploadId");
    }

    /** Sends a part; returns its ETag. */
    String putPart(BlobId id, String upload, int number, Spool.Piece piece)
            throws InterruptedException {
        S3Request request =
                S3Request.of(
                                "PUT",
                                "%s?partNumber=%d&uploadId=%s"
                                        .formatted(path(id), number, UriEncoding.encode(upload)))
                        .with(piece);
        try (S3Client.Answer answer = client.send(request)) {
            if (!answer.ok()) {
                throw answer.fault().orElseThrow().toThrow("cannot write a part of blob " + id);
            }
            return answer.header("ETag");
        }
    }

    /** Makes the object of the parts. */
    void completeUpload(BlobId id, String upload, List<String> etags) throws InterruptedException {
        StringBuilder parts = new StringBuilder("<CompleteMultipartUpload>");
        for (int i = 0; i < etags.size(); i++) {
            parts.append("<Part><PartNumber>").append(i + 1).append("</PartNumber><ETag>");
            parts.append(etags.get(i)).append("</ETag></Part>");
        }
        parts.append("</CompleteMultipartUpload>");
        S3Request request =
                S3Request.of("POST", path(id) + "?uploadId=" + UriEncoding.encode(upload))
                        .with(parts.toString().getBytes(UTF_8));
        try {
            byte[] document = client.document(request, "cannot complete blob " + id);
            // The status may be sent before the outcome is known.
            element(document, "CompleteMultipartUploadResult/ETag");
        } catch (DriverException e) {
            // Perhaps it was completed, and the answer to an earlier attempt lost.
            if (!exists(id)) {
                throw e;
            }
        }
    }

    void abortUpload(BlobId id, String upload) throws InterruptedException {
        S3Request request =
                S3Request.of("DELETE", path(id) + "?uploadId=" + UriEncoding.encode(upload));
        client.send(request).close();
    }

    /** An upload under way. */
    record Upload(BlobId id, String upload, Instant begun) {}

    /** Lists uploads under way; some of them, if they are many. */
    List<Upload> uploads() throws InterruptedException {
        String target =
                "/%s?max-uploads=1000&prefix=%s&uploads="
                        .formatted(bucket, UriEncoding.encode(prefix));
        byte[] document = client.document(S3Request.of("GET", target), "cannot list uploads");
        List<Upload> uploads = new ArrayList<>();
        String[] row = {"", "", ""};
        try {
            S3Documents.read(
                    document,
                    (path, text) -> {
                        switch (path) {
                            case "ListMultipartUploadsResult/Upload/Key" -> row[0] = text;
                            case "ListMultipartUploadsResult/Upload/UploadId" -> row[1] = text;
                            case "ListMultipartUploadsResult/Upload/Initiated" -> row[2] = text;
                            case "ListMultipartUploadsResult/Upload" -> {
                                String name = row[0].substring(prefix.length());
                                if (name.matches("[0-9a-f]{32}")) {
                                    uploads.add(
                                            new Upload(
                                                    new BlobId(name),
                                                    row[1],
                                                    Listing.time(row[2])));
                                }
                            }
                            default -> {
                                // Nothing that is of use here.
                            }
                        }
                    });
        } catch (IOException e) {
            throw new DriverException(Kind.UNREACHABLE, "cannot list uploads: " + e, e);
        }
        return uploads;
    }

    private static String element(byte[] document, String wanted) {
        String[] found = {""};
        try {
            S3Documents.read(
                    document,
                    (path, text) -> {
                        if (path.equals(wanted)) {
                            found[0] = text;
                        }
                    });
        } catch (IOException e) {
            throw new DriverException(Kind.UNREACHABLE, String.valueOf(e.getMessage()), e);
        }
        if (found[0].isEmpty()) {
            throw S3Documents.fault(200, document).toThrow("the answer has no " + wanted);
        }
        return found[0];
    }
}

package io.nova.manager.objectstore;

import io.nova.spi.objectstore.BlobId;
import java.util.Optional;

/**
 * Where an object's bytes are: in one blob, or in the parts of an upload.
 *
 * @param upload the id of the upload whose parts these are
 * @param parts the numbers of the parts, as {@link PartNumbers} writes them; empty for a blob
 * @param count of the parts; 0 for a blob
 * @param partSize the size of every part but the last, if they have the same; otherwise 0
 */
record Content(
        Optional<BlobId> blob, Optional<String> upload, String parts, int count, long partSize) {

    static Content of(BlobId blob) {
        return new Content(Optional.of(blob), Optional.empty(), "", 0, 0);
    }

    static Content of(String upload, PartNumbers parts, long partSize) {
        return new Content(
                Optional.empty(), Optional.of(upload), parts.text(), parts.count(), partSize);
    }

    /** Returns the id by which the collector knows it. */
    String id() {
        return blob.map(BlobId::value).or(() -> upload).orElseThrow();
    }

    PartNumbers numbers() {
        return PartNumbers.parse(parts);
    }
}

package io.nova.manager.objectstore;

import io.nova.spi.objectstore.BlobId;
import java.util.Optional;

/**
 * Where an object's bytes are: in one blob, in the parts of an upload, or in a record.
 *
 * @param upload the id of the upload whose parts these are
 * @param parts the numbers of the parts, as {@link PartNumbers} writes them; empty for a blob
 * @param count of the parts; 0 for a blob
 * @param partSize the size of every part but the last, if they have the same; otherwise 0
 * @param inline the id of the {@link SmallContent}
 */
record Content(
        Optional<BlobId> blob,
        Optional<String> upload,
        String parts,
        int count,
        long partSize,
        Optional<String> inline) {

    static Content of(BlobId blob) {
        return new Content(Optional.of(blob), Optional.empty(), "", 0, 0, Optional.empty());
    }

    static Content of(String upload, PartNumbers parts, long partSize) {
        return new Content(
                Optional.empty(),
                Optional.of(upload),
                parts.text(),
                parts.count(),
                partSize,
                Optional.empty());
    }

    static Content inline(String id) {
        return new Content(Optional.empty(), Optional.empty(), "", 0, 0, Optional.of(id));
    }

    /** Returns the id by which it is found. */
    String id() {
        return blob.map(BlobId::value).or(() -> upload).or(() -> inline).orElseThrow();
    }

    PartNumbers numbers() {
        return PartNumbers.parse(parts);
    }
}

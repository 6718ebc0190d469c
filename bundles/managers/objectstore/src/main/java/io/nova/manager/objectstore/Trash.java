package io.nova.manager.objectstore;

import io.nova.spi.objectstore.BlobId;
import java.time.Instant;
import java.util.Optional;

/**
 * Bytes that no record names any longer, for the collector.
 *
 * @param upload the upload whose parts they are, if they are not a blob
 * @param keep the parts to leave, as {@link PartNumbers} writes them
 */
record Trash(Optional<BlobId> blob, Optional<String> upload, String keep, Instant since) {

    static Trash of(Content content, Instant since) {
        return new Trash(content.blob(), content.upload(), "", since);
    }

    static Trash of(BlobId blob, Instant since) {
        return new Trash(Optional.of(blob), Optional.empty(), "", since);
    }

    static Trash ofUpload(String upload, String keep, Instant since) {
        return new Trash(Optional.empty(), Optional.of(upload), keep, since);
    }

    /** Returns by what objects name the bytes. */
    String content() {
        return blob.map(BlobId::value).or(() -> upload).orElseThrow();
    }

    /** Tells whether another record may name all of it. */
    boolean mayBeShared() {
        return keep.isEmpty();
    }

    /**
     * Returns an id for the record: several who shared the bytes may leave them.
     *
     * @param random hex digits that nobody else has
     */
    String id(String random) {
        return content() + "/" + random;
    }
}

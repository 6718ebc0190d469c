package io.nova.api.objectstore;

import io.nova.model.objectstore.Checksum;
import java.util.List;
import java.util.Optional;

/**
 * The parts of which the object is to consist.
 *
 * @param checksum of the whole object, as the client claims
 * @param size of the whole object in bytes, as the client claims
 * @param composite whether the client takes the checksum for that of the parts' checksums
 */
public record CompleteUpload(
        List<Part> parts,
        WriteCondition condition,
        Optional<Checksum> checksum,
        Optional<Long> size,
        Optional<Boolean> composite) {

    public CompleteUpload {
        parts = List.copyOf(parts);
    }

    /** A client that claims nothing of the whole. */
    public CompleteUpload(List<Part> parts, WriteCondition condition) {
        this(parts, condition, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * A part as the client knows it.
     *
     * @param etag without quotes
     * @param checksum as the client claims
     */
    public record Part(int number, String etag, Optional<Checksum> checksum) {

        /** A part of which only the ETag is claimed. */
        public Part(int number, String etag) {
            this(number, etag, Optional.empty());
        }
    }
}

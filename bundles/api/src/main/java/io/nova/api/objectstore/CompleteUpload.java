package io.nova.api.objectstore;

import io.nova.model.objectstore.Checksum;
import java.util.List;
import java.util.Optional;

/**
 * The parts of which the object is to consist.
 *
 * @param checksum of the whole object, as the client claims
 */
public record CompleteUpload(
        List<Part> parts, WriteCondition condition, Optional<Checksum> checksum) {

    public CompleteUpload {
        parts = List.copyOf(parts);
    }

    /**
     * A part as the client knows it.
     *
     * @param etag without quotes
     */
    public record Part(int number, String etag) {}
}

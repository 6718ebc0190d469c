package io.nova.api.objectstore;

import io.nova.model.objectstore.VersionId;
import java.util.Optional;

/**
 * What of a key to delete, and when.
 *
 * @param version the one to remove for good; empty to delete the object, of which a bucket that
 *     keeps versions keeps this one
 * @param condition on what is there; it wants no absence
 */
public record DeleteRequest(Optional<VersionId> version, WriteCondition condition) {

    /** Deletes whatever is there. */
    public static final DeleteRequest PLAIN =
            new DeleteRequest(Optional.empty(), WriteCondition.NONE);
}

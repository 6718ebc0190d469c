package io.nova.api.objectstore;

import io.nova.model.objectstore.VersionId;
import java.util.Optional;

/**
 * What became of a deletion.
 *
 * @param version the version that is gone, or the delete marker that is there now; empty in a
 *     bucket that never kept versions
 * @param marker whether that is a delete marker
 */
public record Deleted(Optional<VersionId> version, boolean marker) {

    /** The object is gone, and had no versions. */
    public static final Deleted PLAIN = new Deleted(Optional.empty(), false);
}

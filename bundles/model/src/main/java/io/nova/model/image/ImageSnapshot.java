package io.nova.model.image;

import io.nova.model.SnapshotId;

/**
 * The snapshot that an image is a copy of.
 *
 * @param gib the size of the root disk, which may be more than the snapshot's
 */
public record ImageSnapshot(SnapshotId id, int gib) {}

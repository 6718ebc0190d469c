package io.nova.protocol;

import io.nova.model.ImageId;
import io.nova.model.SnapshotId;

/**
 * A snapshot that its host should upload.
 *
 * @param image what becomes of it
 * @param bytes the size of the image's disk: zeros follow the snapshot's bytes
 */
public record SnapshotCopy(ImageId image, SnapshotId snapshot, long bytes) {}

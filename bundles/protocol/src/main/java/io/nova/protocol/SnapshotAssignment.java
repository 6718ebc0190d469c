package io.nova.protocol;

import io.nova.model.SnapshotId;
import io.nova.model.VolumeId;

/**
 * A snapshot for which a host has something to do.
 *
 * @param volume of which it is
 * @param wanted whether it is to be made; else it is wiped and removed
 */
public record SnapshotAssignment(SnapshotId snapshot, VolumeId volume, boolean wanted) {}

package io.nova.protocol;

import io.nova.model.SnapshotId;

/**
 * What a volume host saw of a snapshot.
 *
 * @param there whether the host has it whole
 * @param failure why it cannot be made; empty if nothing failed
 */
public record SnapshotReport(SnapshotId snapshot, boolean there, String failure) {}

package io.nova.protocol;

import java.util.List;

/**
 * What a volume host should keep, or a page of it.
 *
 * @param volumes that it has, should have or should remove
 * @param snapshots for which it has something to do; those that it made stay as they are
 * @param next where the next page goes on; empty on the last
 */
public record Volumes(
        List<VolumeAssignment> volumes, List<SnapshotAssignment> snapshots, String next) {

    /** The most volumes or snapshots of a page, so that it fits a message. */
    public static final int PAGE = 100;

    public Volumes {
        volumes = List.copyOf(volumes);
        snapshots = List.copyOf(snapshots);
    }
}

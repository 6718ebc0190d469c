package io.nova.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one driver of a volume host should keep, or a page of it.
 *
 * @param volumes that it has, should have or should remove
 * @param snapshots for which it has something to do; those that it made stay as they are
 * @param next where the next page goes on; empty on the last
 * @param history names the history of the cloud's records, see {@link Assignments#history}
 * @param technology the driver's name; empty if the manager takes hosts to have one driver
 */
public record Volumes(
        List<VolumeAssignment> volumes,
        List<SnapshotAssignment> snapshots,
        String next,
        String history,
        String technology) {

    /** The most volumes or snapshots of a page, so that it fits a message. */
    public static final int PAGE = 100;

    public Volumes(
            List<VolumeAssignment> volumes,
            List<SnapshotAssignment> snapshots,
            String next,
            @Nullable String history,
            @Nullable String technology) {
        this.volumes = List.copyOf(volumes);
        this.snapshots = List.copyOf(snapshots);
        this.next = next;
        // A manager of the release before has neither.
        this.history = history == null ? "" : history;
        this.technology = technology == null ? "" : technology;
    }
}

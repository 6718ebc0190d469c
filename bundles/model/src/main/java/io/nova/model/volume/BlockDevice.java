package io.nova.model.volume;

import io.nova.model.ProjectId;
import io.nova.model.SnapshotId;
import java.util.Optional;

/**
 * A volume that an instance gets when it is launched.
 *
 * @param name of the device, for example {@code /dev/sdf}
 * @param snapshot whose bytes it begins with; empty: it is blank
 * @param gib its size; empty: the snapshot's
 * @param deleteOnTermination whether it goes with the instance
 * @param lender whose image brings the snapshot; empty: it is the project's that launches
 */
public record BlockDevice(
        String name,
        Optional<SnapshotId> snapshot,
        Optional<Integer> gib,
        VolumeType type,
        Optional<Integer> iops,
        Optional<Integer> throughput,
        boolean deleteOnTermination,
        Optional<ProjectId> lender) {

    /** A volume that is blank, or of a snapshot of the project's own. */
    public BlockDevice(
            String name,
            Optional<SnapshotId> snapshot,
            Optional<Integer> gib,
            VolumeType type,
            Optional<Integer> iops,
            Optional<Integer> throughput,
            boolean deleteOnTermination) {
        this(name, snapshot, gib, type, iops, throughput, deleteOnTermination, Optional.empty());
    }

    /** Returns this volume, of a snapshot that the project lends with an image. */
    public BlockDevice lentBy(ProjectId project) {
        return new BlockDevice(
                name,
                snapshot,
                gib,
                type,
                iops,
                throughput,
                deleteOnTermination,
                Optional.of(project));
    }
}

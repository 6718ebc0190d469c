package io.nova.model.volume;

import io.nova.model.SnapshotId;
import java.util.Optional;

/**
 * A volume that an instance gets when it is launched.
 *
 * @param name of the device, for example {@code /dev/sdf}
 * @param snapshot whose bytes it begins with; empty: it is blank
 * @param gib its size; empty: the snapshot's
 * @param deleteOnTermination whether it goes with the instance
 */
public record BlockDevice(
        String name,
        Optional<SnapshotId> snapshot,
        Optional<Integer> gib,
        VolumeType type,
        Optional<Integer> iops,
        Optional<Integer> throughput,
        boolean deleteOnTermination) {}

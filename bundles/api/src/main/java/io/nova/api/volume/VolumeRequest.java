package io.nova.api.volume;

import io.nova.model.SnapshotId;
import io.nova.model.ZoneName;
import io.nova.model.volume.VolumeType;
import java.util.Map;
import java.util.Optional;

/**
 * What a new volume should be.
 *
 * @param gib its size; empty: the snapshot's
 * @param snapshot whose bytes it begins with; empty: it is blank
 * @param clientToken lets the request be repeated
 */
public record VolumeRequest(
        Optional<Integer> gib,
        Optional<SnapshotId> snapshot,
        ZoneName zone,
        VolumeType type,
        Optional<Integer> iops,
        Optional<Integer> throughput,
        Optional<String> clientToken,
        Map<String, String> tags) {

    public VolumeRequest {
        tags = Map.copyOf(tags);
    }
}

package io.nova.api.volume;

import io.nova.model.ZoneName;
import io.nova.model.volume.VolumeType;
import java.util.Map;
import java.util.Optional;

/**
 * What a new volume should be.
 *
 * @param clientToken lets the request be repeated
 */
public record VolumeRequest(
        int gib,
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

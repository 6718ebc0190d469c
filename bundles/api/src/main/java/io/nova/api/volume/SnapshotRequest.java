package io.nova.api.volume;

import io.nova.model.VolumeId;
import java.util.Map;

/** What a new snapshot should be. */
public record SnapshotRequest(VolumeId volume, String description, Map<String, String> tags) {

    public SnapshotRequest {
        tags = Map.copyOf(tags);
    }
}

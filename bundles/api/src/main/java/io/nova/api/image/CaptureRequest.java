package io.nova.api.image;

import io.nova.model.InstanceId;
import io.nova.model.volume.DeviceRequest;
import java.util.List;
import java.util.Map;

/**
 * An image to make of an instance: of its root disk, and of its volumes.
 *
 * @param name unique among the project's images
 * @param rest whether the instance, if it runs, is shut down for the copy and started again
 * @param devices what the image is to have otherwise than the instance
 * @param snapshotTags for the snapshots of the volumes
 */
public record CaptureRequest(
        InstanceId instance,
        String name,
        String description,
        boolean rest,
        Map<String, String> tags,
        List<DeviceRequest> devices,
        Map<String, String> snapshotTags) {

    public CaptureRequest {
        tags = Map.copyOf(tags);
        devices = List.copyOf(devices);
        snapshotTags = Map.copyOf(snapshotTags);
    }
}

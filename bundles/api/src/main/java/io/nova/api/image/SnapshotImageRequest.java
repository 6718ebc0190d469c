package io.nova.api.image;

import io.nova.model.ImageId;
import io.nova.model.SnapshotId;
import io.nova.model.volume.DeviceRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An image to make of a snapshot, whose bytes become the root disk.
 *
 * @param name unique among the project's images
 * @param architecture {@code x86_64} or {@code arm64}
 * @param gib the size of the root disk; empty: the snapshot's
 * @param devices what its instances have beside the root device
 */
public record SnapshotImageRequest(
        SnapshotId snapshot,
        Optional<Integer> gib,
        String name,
        String description,
        String architecture,
        String rootDeviceName,
        Optional<ImageId> kernel,
        Optional<ImageId> ramdisk,
        Map<String, String> tags,
        List<DeviceRequest> devices) {

    public SnapshotImageRequest {
        tags = Map.copyOf(tags);
        devices = List.copyOf(devices);
    }
}

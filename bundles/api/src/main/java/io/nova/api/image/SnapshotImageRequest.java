package io.nova.api.image;

import io.nova.model.ImageId;
import io.nova.model.SnapshotId;
import java.util.Map;
import java.util.Optional;

/**
 * An image to make of a snapshot, whose bytes become the root disk.
 *
 * @param name unique among the project's images
 * @param architecture {@code x86_64} or {@code arm64}
 * @param gib the size of the root disk; empty: the snapshot's
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
        Map<String, String> tags) {

    public SnapshotImageRequest {
        tags = Map.copyOf(tags);
    }
}

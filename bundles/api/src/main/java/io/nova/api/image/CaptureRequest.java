package io.nova.api.image;

import io.nova.model.InstanceId;
import java.util.Map;

/**
 * An image to make of an instance's root disk.
 *
 * @param name unique among the project's images
 * @param rest whether the instance, if it runs, is shut down for the copy and started again
 */
public record CaptureRequest(
        InstanceId instance,
        String name,
        String description,
        boolean rest,
        Map<String, String> tags) {

    public CaptureRequest {
        tags = Map.copyOf(tags);
    }
}

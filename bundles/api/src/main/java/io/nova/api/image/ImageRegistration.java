package io.nova.api.image;

import io.nova.model.ImageId;
import io.nova.model.image.ImageType;
import io.nova.model.volume.DeviceRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An image to register.
 *
 * @param name unique among the project's; empty: after the location, and then not unique
 * @param location bucket and key of a disk, for example {@code images/debian.img}, or of the {@code
 *     manifest.xml} of a bundle
 * @param type empty: by the location's manifest or, without one, a machine image
 * @param architecture {@code x86_64} or {@code arm64}; empty: by the manifest or, without one,
 *     {@code x86_64}
 * @param rootDeviceName what the guest's root disk is called; empty: as the manifest says or,
 *     without one, {@code /dev/vda}
 * @param id what the image is to be called; empty: one that is made up
 * @param devices what its instances have beside the root device
 */
public record ImageRegistration(
        String name,
        String description,
        String location,
        Optional<ImageType> type,
        Optional<String> architecture,
        String rootDeviceName,
        Optional<ImageId> kernel,
        Optional<ImageId> ramdisk,
        Map<String, String> tags,
        Optional<ImageId> id,
        List<DeviceRequest> devices) {

    public ImageRegistration {
        tags = Map.copyOf(tags);
        devices = List.copyOf(devices);
    }
}

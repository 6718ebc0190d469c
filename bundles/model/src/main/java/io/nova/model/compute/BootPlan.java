package io.nova.model.compute;

import static java.util.Objects.requireNonNullElse;

import io.nova.model.image.ImageContent;
import java.util.Optional;

/**
 * The bytes that an instance is made of, as they were when it was launched: it can start again when
 * its image is no longer registered.
 *
 * @param diskBytes size of the root disk in bytes; at least the image's virtual size
 * @param rootDevice the name that the image has for the root disk
 */
public record BootPlan(
        ImageContent image,
        Optional<ImageContent> kernel,
        Optional<ImageContent> ramdisk,
        long diskBytes,
        String rootDevice) {

    private static final String FIRST_DISK = "/dev/vda";

    public BootPlan {
        // Records of before images named it.
        rootDevice = requireNonNullElse(rootDevice, FIRST_DISK);
    }

    /** A plan of an image that has no other name for the first disk. */
    public BootPlan(
            ImageContent image,
            Optional<ImageContent> kernel,
            Optional<ImageContent> ramdisk,
            long diskBytes) {
        this(image, kernel, ramdisk, diskBytes, FIRST_DISK);
    }
}

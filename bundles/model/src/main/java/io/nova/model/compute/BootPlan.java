package io.nova.model.compute;

import io.nova.model.image.ImageContent;
import java.util.Optional;

/**
 * The bytes that an instance is made of, as they were when it was launched: it can start again when
 * its image is no longer registered.
 *
 * @param diskBytes size of the root disk in bytes; at least the image's virtual size
 */
public record BootPlan(
        ImageContent image,
        Optional<ImageContent> kernel,
        Optional<ImageContent> ramdisk,
        long diskBytes) {}

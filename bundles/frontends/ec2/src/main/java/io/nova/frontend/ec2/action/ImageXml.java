package io.nova.frontend.ec2.action;

import io.nova.frontend.ec2.action.image.ImageMappingXml;
import io.nova.frontend.ec2.xml.XmlWriter;
import io.nova.model.image.Image;
import io.nova.model.image.ImageState;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How EC2 writes an image. */
final class ImageXml {

    private ImageXml() {}

    static String type(Image image) {
        return image.type().name().toLowerCase(Locale.ROOT);
    }

    static String state(Image image) {
        return image.state() == ImageState.DEREGISTERED
                ? "deregistered"
                : image.state().name().toLowerCase(Locale.ROOT);
    }

    /** What was registered is its owner's to mend; a copy was the cloud's to make. */
    static Optional<String> stateReason(Image image) {
        if (image.state() != ImageState.FAILED) {
            return Optional.empty();
        }
        return Optional.of(
                image.sourceInstance().isPresent() || image.sourceSnapshot().isPresent()
                        ? "Server.InternalError"
                        : "Client.InvalidImage");
    }

    static void write(XmlWriter xml, Image image) {
        xml.text("imageId", image.id())
                .text("imageLocation", image.location())
                .text("imageState", state(image))
                .text("imageOwnerId", image.owner())
                .text("creationDate", image.createdAt())
                .text("isPublic", image.publicImage())
                .items("productCodes", List.of(), nothing -> {})
                .text("architecture", image.architecture())
                .text("imageType", type(image))
                .text("kernelId", image.kernel())
                .text("ramdiskId", image.ramdisk())
                .text("name", image.name())
                .text("description", image.description())
                .text("rootDeviceType", "instance-store")
                .text("rootDeviceName", image.rootDeviceName());
        ImageMappingXml.write(xml, image);
        xml.text("virtualizationType", "hvm")
                .tags(image.tags())
                .text("hypervisor", "xen")
                .text("sourceInstanceId", image.sourceInstance())
                .text("enaSupport", false)
                .text("platformDetails", InstanceXml.PLATFORM)
                .text("usageOperation", InstanceXml.USAGE);
        Optional<String> code = stateReason(image);
        if (code.isPresent()) {
            xml.element(
                    "stateReason", () -> xml.text("code", code).text("message", image.reason()));
        }
    }
}

package io.nova.frontend.ec2.action.image;

import io.nova.frontend.ec2.xml.XmlWriter;
import io.nova.model.image.Image;
import io.nova.model.volume.VolumeType;

/** How EC2 writes the devices of an image. */
public final class ImageMappingXml {

    private ImageMappingXml() {}

    /**
     * Writes the element, which is empty for an image with a root disk of the instance store alone.
     */
    public static void write(XmlWriter xml, Image image) {
        xml.items("blockDeviceMapping", ImageMapping.of(image), one -> item(xml, one));
    }

    private static void item(XmlWriter xml, ImageMapping one) {
        xml.text("deviceName", one.device()).text("virtualName", one.virtualName());
        if (one.ebs().isPresent()) {
            xml.element("ebs", () -> ebs(xml, one.ebs().get()));
        } else if (one.virtualName().isEmpty()) {
            xml.text("noDevice", "");
        }
    }

    private static void ebs(XmlWriter xml, ImageMapping.Ebs ebs) {
        xml.text("snapshotId", ebs.snapshot())
                .text("volumeSize", ebs.gib())
                .text("deleteOnTermination", ebs.deleteOnTermination())
                .text("volumeType", ebs.type().map(VolumeType::word))
                .text("iops", ebs.iops())
                .text("throughput", ebs.throughput())
                .text("encrypted", false);
    }
}

package io.nova.frontend.ec2.action.image;

import io.nova.frontend.ec2.xml.XmlWriter;
import io.nova.model.image.Image;

/** How EC2 writes the snapshot of which an image is: as the mapping of its root device. */
public final class RootSnapshotXml {

    private RootSnapshotXml() {}

    /** Writes the element, which is empty for an image of something else. */
    public static void write(XmlWriter xml, Image image) {
        xml.items(
                "blockDeviceMapping",
                image.sourceSnapshot().stream().toList(),
                of ->
                        xml.text("deviceName", image.rootDeviceName())
                                .element(
                                        "ebs",
                                        () ->
                                                xml.text("snapshotId", of.id())
                                                        .text("volumeSize", of.gib())
                                                        .text("deleteOnTermination", true)
                                                        .text("encrypted", false)));
    }
}

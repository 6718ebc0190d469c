package io.nova.frontend.ec2.action.volume;

import io.nova.frontend.ec2.xml.XmlWriter;
import io.nova.model.volume.Attachment;
import io.nova.model.volume.Volume;
import java.util.List;

/** How EC2 writes the volumes of an instance; the root disk is of the instance store. */
public final class BlockDeviceXml {

    private BlockDeviceXml() {}

    /** Writes the element with an item for each volume. */
    public static void write(XmlWriter xml, List<Volume> volumes) {
        xml.items("blockDeviceMapping", volumes, volume -> item(xml, volume));
    }

    private static void item(XmlWriter xml, Volume volume) {
        Attachment on = volume.attachment().orElseThrow();
        xml.text("deviceName", on.device())
                .element(
                        "ebs",
                        () ->
                                xml.text("volumeId", volume.id())
                                        .text("status", on.state().word())
                                        .text("attachTime", on.since())
                                        .text("deleteOnTermination", on.deleteOnTermination()));
    }
}

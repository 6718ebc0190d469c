package io.nova.frontend.ec2.action.volume;

import io.nova.frontend.ec2.xml.XmlWriter;
import io.nova.model.SnapshotId;
import io.nova.model.VolumeId;
import io.nova.model.volume.Attachment;
import io.nova.model.volume.Volume;
import io.nova.model.volume.VolumeType;
import java.util.Optional;

/** How EC2 writes a volume. */
final class VolumeXml {

    /** What a gp2 volume does in a second, by EC2's rule: 3 for each GiB, within these bounds. */
    private static final int GP2_LEAST = 100;

    private static final int GP2_MOST = 16_000;
    private static final int GP2_PER_GIB = 3;

    private VolumeXml() {}

    static void write(XmlWriter xml, Volume volume) {
        xml.text("volumeId", volume.id())
                .text("size", volume.gib())
                .text("snapshotId", snapshot(volume))
                .text("availabilityZone", volume.zone())
                .text("status", volume.state().word())
                .text("createTime", volume.created())
                .items(
                        "attachmentSet",
                        volume.attachment().stream().toList(),
                        on -> attachment(xml, volume.id(), on))
                .tags(volume.tags())
                .text("volumeType", volume.type().word())
                .text("iops", iops(volume))
                .text("encrypted", false)
                .text("multiAttachEnabled", false)
                .text("throughput", volume.throughput());
    }

    /** Writes how the volume is on its instance. */
    static void attachment(XmlWriter xml, Volume volume) {
        attachment(xml, volume.id(), volume.attachment().orElseThrow());
    }

    private static void attachment(XmlWriter xml, VolumeId volume, Attachment on) {
        xml.text("volumeId", volume)
                .text("instanceId", on.instance())
                .text("device", on.device())
                .text("status", on.state().word())
                .text("attachTime", on.since())
                .text("deleteOnTermination", on.deleteOnTermination());
    }

    /** Of a blank volume it is empty, not absent: clients read it back. */
    static String snapshot(Volume volume) {
        return volume.snapshot().map(SnapshotId::value).orElse("");
    }

    private static Optional<Integer> iops(Volume volume) {
        return volume.type().equals(VolumeType.GP2)
                ? Optional.of(Math.min(GP2_MOST, Math.max(GP2_LEAST, GP2_PER_GIB * volume.gib())))
                : volume.iops();
    }
}

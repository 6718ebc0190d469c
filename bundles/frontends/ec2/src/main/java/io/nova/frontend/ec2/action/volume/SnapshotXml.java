package io.nova.frontend.ec2.action.volume;

import io.nova.frontend.ec2.xml.XmlWriter;
import io.nova.model.volume.Snapshot;

/** How EC2 writes a snapshot. */
final class SnapshotXml {

    private SnapshotXml() {}

    static void write(XmlWriter xml, Snapshot snapshot) {
        xml.text("snapshotId", snapshot.id())
                .text("volumeId", snapshot.volume())
                .text("status", snapshot.state().word());
        if (!snapshot.reason().isEmpty()) {
            xml.text("statusMessage", snapshot.reason());
        }
        xml.text("startTime", snapshot.started())
                .text("progress", progress(snapshot))
                .text("ownerId", snapshot.project())
                .text("volumeSize", snapshot.gib())
                .text("description", snapshot.description())
                .tags(snapshot.tags())
                .text("encrypted", false)
                .text("storageTier", "standard");
    }

    static String progress(Snapshot snapshot) {
        return snapshot.progress() + "%";
    }
}

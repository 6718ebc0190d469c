package io.nova.protocol;

import io.nova.model.HostId;
import io.nova.model.InstanceId;
import io.nova.model.VolumeId;
import java.util.List;

/** What a host saw of its guests' volumes. */
public record AttachmentsReport(HostId host, List<Seen> volumes) {

    public AttachmentsReport {
        volumes = List.copyOf(volumes);
    }

    /**
     * A guest's volume.
     *
     * @param generation of what was asked for
     * @param attached whether the guest has it; else the host holds nothing of it
     */
    public record Seen(VolumeId volume, long generation, InstanceId instance, boolean attached) {}
}

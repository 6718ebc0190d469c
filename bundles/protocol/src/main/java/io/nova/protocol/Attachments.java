package io.nova.protocol;

import io.nova.model.InstanceId;
import io.nova.model.VolumeId;
import java.util.List;
import java.util.Optional;

/**
 * The volumes that a host's guests should have, or a page of them.
 *
 * @param next where the next page goes on; empty on the last
 */
public record Attachments(List<Wanted> volumes, String next) {

    /** The most volumes of a page, so that it fits a message. */
    public static final int PAGE = 100;

    public Attachments {
        volumes = List.copyOf(volumes);
    }

    /**
     * A guest's volume.
     *
     * @param attached whether the guest should have it; else it is taken away
     * @param force whether the guest is not asked
     * @param export where it is; empty if it is not exported yet
     */
    public record Wanted(
            VolumeId volume,
            long generation,
            InstanceId instance,
            String device,
            boolean attached,
            boolean force,
            Optional<ExportPlace> export) {}
}

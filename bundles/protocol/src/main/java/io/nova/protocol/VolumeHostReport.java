package io.nova.protocol;

import io.nova.model.HostId;
import io.nova.model.ZoneName;
import java.util.List;

/**
 * What one driver of a volume host offers and saw; it is a sign of life.
 *
 * @param technology the driver's name
 * @param local whether only guests of the host itself reach its volumes
 */
public record VolumeHostReport(
        HostId host,
        ZoneName zone,
        String technology,
        long totalBytes,
        List<VolumeReport> volumes,
        List<SnapshotReport> snapshots,
        List<DriverReport> drivers,
        boolean local) {

    /** The most volumes, and the most snapshots, of a report, so that it fits a message. */
    public static final int BATCH = 100;

    public VolumeHostReport {
        volumes = List.copyOf(volumes);
        snapshots = List.copyOf(snapshots);
        drivers = List.copyOf(drivers);
    }
}

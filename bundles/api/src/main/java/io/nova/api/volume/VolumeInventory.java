package io.nova.api.volume;

import io.nova.api.compute.DriverService.DriverView;
import io.nova.model.HostId;
import io.nova.model.Page;
import io.nova.model.RequestContext;
import io.nova.model.SnapshotId;
import io.nova.model.VolumeId;
import io.nova.model.ZoneName;
import io.nova.model.volume.Snapshot;
import io.nova.model.volume.Volume;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The volumes and snapshots of all projects, and the hosts that keep them, for an operator. Each
 * method asks the authorizer first.
 */
@ProviderType
public interface VolumeInventory {

    /**
     * Returns exactly these volumes, each with the name of the driver that owns it, or a page of
     * all in the order of their ids if none is named.
     *
     * @throws io.nova.model.NotFoundException if one of them is unknown
     */
    Page<Volume> volumes(RequestContext context, Collection<VolumeId> ids, String after, int limit);

    /**
     * Returns exactly these snapshots, or a page of all in the order of their ids if none is named;
     * those too that are being deleted.
     *
     * @throws io.nova.model.NotFoundException if one of them is unknown
     */
    Page<Snapshot> snapshots(
            RequestContext context, Collection<SnapshotId> ids, String after, int limit);

    /** Returns what each driver of each volume host offers, in the order of their names. */
    List<VolumeHostView> hosts(RequestContext context);

    /** Returns the volume drivers of each host that was heard of since the start. */
    List<DriverView> drivers(RequestContext context);

    /**
     * A host's driver that keeps volumes.
     *
     * @param technology how it exports them, for example {@code file}
     * @param up whether it was heard of lately
     * @param claimedBytes what placements hold of its room
     */
    record VolumeHostView(
            HostId host,
            ZoneName zone,
            String technology,
            boolean up,
            Instant lastSeen,
            long claimedBytes,
            long totalBytes) {}
}

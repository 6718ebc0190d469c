package io.nova.api.volume;

import io.nova.model.Page;
import io.nova.model.RequestContext;
import io.nova.model.SnapshotId;
import io.nova.model.VolumeId;
import io.nova.model.volume.Snapshot;
import java.util.Collection;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The life of snapshots. Each method asks the authorizer first, and none waits for a host: what is
 * answered is committed, and the hosts follow. Another project's snapshot is unknown, and so is one
 * that is being deleted.
 */
@ProviderType
public interface SnapshotService {

    /**
     * Keeps a volume's bytes as they are soon after: what its guest wrote and flushed before is in
     * it. The volume may be in use meanwhile, and be deleted once the snapshot is complete.
     *
     * @throws io.nova.model.LimitExceededException if the quota does not allow it
     * @throws io.nova.model.IncorrectStateException if the volume was not made yet, is in error or
     *     is being deleted
     */
    Snapshot create(RequestContext context, SnapshotRequest request);

    /**
     * Returns exactly these snapshots, or a page of all in the order of their ids if none is named.
     */
    Page<Snapshot> describe(
            RequestContext context, Collection<SnapshotId> ids, String after, int limit);

    /**
     * Returns those of these snapshots that are there, in the order of their ids: unlike {@link
     * #describe} it does not mind that others are not.
     */
    List<Snapshot> present(RequestContext context, Collection<SnapshotId> ids);

    /**
     * Returns the project's snapshots of these volumes, in the order of their ids. It looks at no
     * others.
     */
    List<Snapshot> ofVolumes(RequestContext context, Collection<VolumeId> volumes);

    /**
     * Removes a snapshot; volumes that were made of it are not concerned.
     *
     * @throws io.nova.model.InUseException while a volume is being made of it, or an image is of it
     *     or has a device of it
     */
    void delete(RequestContext context, SnapshotId snapshot);
}

package io.nova.api.volume;

import io.nova.model.InstanceId;
import io.nova.model.Page;
import io.nova.model.RequestContext;
import io.nova.model.SnapshotId;
import io.nova.model.VolumeId;
import io.nova.model.volume.Volume;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The life of volumes. Each method asks the authorizer first, and none waits for a host: what is
 * answered is committed, and the hosts follow. Another project's volume is unknown.
 */
@ProviderType
public interface VolumeService {

    /**
     * Makes a volume, blank or of a snapshot. With a client token the request may be repeated: it
     * then returns what the first one made.
     *
     * @throws io.nova.model.NotFoundException if there is no such zone or snapshot
     * @throws io.nova.model.IncorrectStateException if the snapshot is not complete
     * @throws io.nova.model.InvalidParameterException if neither a size nor a snapshot is given, or
     *     the size is less than the snapshot's
     * @throws io.nova.model.LimitExceededException if a quota does not allow it
     * @throws io.nova.model.InsufficientCapacityException if no volume host has room
     * @throws io.nova.model.ConflictException {@code TOKEN_REUSED} if the token came with other
     *     values
     */
    Volume create(RequestContext context, VolumeRequest request);

    /**
     * Returns exactly these volumes, or a page of all in the order of their ids if none is named.
     */
    Page<Volume> describe(
            RequestContext context, Collection<VolumeId> ids, String after, int limit);

    /**
     * Returns those of these volumes that are there, in the order of their ids: unlike {@link
     * #describe} it does not mind that others are not.
     */
    List<Volume> present(RequestContext context, Collection<VolumeId> ids);

    /**
     * Returns the project's volumes that are on these instances, on their way there or away, in the
     * order of their ids. It looks at no others.
     */
    List<Volume> onInstances(RequestContext context, Collection<InstanceId> instances);

    /**
     * Returns the project's volumes that were made of these snapshots, in the order of their ids.
     * It looks at no others.
     */
    List<Volume> madeOf(RequestContext context, Collection<SnapshotId> snapshots);

    /**
     * Gives an available volume to an instance that is running or stopped.
     *
     * @throws io.nova.model.InUseException if it is on an instance already
     * @throws io.nova.model.InvalidParameterException if the instance has the device already
     * @throws io.nova.model.IncorrectStateException if the volume or the instance is in a state in
     *     which that cannot be
     * @throws io.nova.model.ConflictException {@code OTHER_ZONE} if the instance is in another zone
     * @throws io.nova.model.UnsupportedException if the volume is of a technology that does not
     *     reach the instance's host
     */
    Volume attach(RequestContext context, VolumeId volume, InstanceId instance, String device);

    /**
     * Takes the volume off its instance. Asking again is a success as long as it is on its way.
     *
     * @param instance from which alone, if given
     * @param device as which alone, if given
     * @param force does not wait for the guest to let it go
     * @throws io.nova.model.IncorrectStateException if it is on no instance
     * @throws io.nova.model.NotFoundException of a {@code VOLUME_ATTACHMENT} if it is on another
     *     instance, or as another device
     */
    Volume detach(
            RequestContext context,
            VolumeId volume,
            Optional<InstanceId> instance,
            Optional<String> device,
            boolean force);

    /**
     * Wipes and removes a volume; one that is being deleted is left alone.
     *
     * @throws io.nova.model.InUseException if it is on an instance
     */
    void delete(RequestContext context, VolumeId volume);
}

package io.nova.api.volume;

import io.nova.model.HostId;
import io.nova.model.InstanceId;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.ReservationId;
import io.nova.model.VolumeId;
import io.nova.model.ZoneName;
import io.nova.model.volume.BlockDevice;
import io.nova.model.volume.Volume;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The volumes of instances, for who launches these and shows them. Only {@link
 * #setDeleteOnTermination} asks the authorizer: the others' callers have done so.
 *
 * <p>Volumes of a launch are made before its instances: {@link #hold} takes room and quota for them
 * and makes them, each on its way to its instance, and keeps one use of the quota scope {@link
 * #held}. The transaction that makes the instances gives that use back; with that the volumes are
 * theirs. Whoever finds after some minutes that it is still used gives it back in the transaction
 * that removes the volumes, so that only one of the two can be. No crash leaves volumes without an
 * instance or an instance without its volumes.
 *
 * <p>A volume that is on its way follows its instance to another host, and one whose instance ended
 * is taken off it, and deleted if it goes with it.
 */
@ProviderType
public interface InstanceVolumeService {

    /** The most volumes of a launch, for all of its instances together. */
    int MAX_HELD = 100;

    /** Returns the scope of which a launch that was not committed yet holds one. */
    static String held(ReservationId launch) {
        return "volume-launch/" + launch;
    }

    /**
     * Returns the volumes that are on these instances, on their way there or away, in the order of
     * their devices. An instance without any has no entry; where no volume is on any instance, this
     * costs next to nothing.
     *
     * @param instances each of them once
     */
    Map<InstanceId, List<Volume>> ofInstances(Collection<InstanceId> instances);

    /**
     * Returns the project's volumes that are on instances, as {@link #ofInstances} does. It looks
     * at no other volumes.
     */
    Map<InstanceId, List<Volume>> attachedIn(ProjectId project);

    /**
     * Returns the instances that those of these volumes are on which are there, on an instance, and
     * the project's.
     */
    Set<InstanceId> instancesWith(ProjectId project, Collection<VolumeId> volumes);

    /**
     * Checks what is asked for each instance of a launch, and makes nothing.
     *
     * @throws io.nova.model.NotFoundException if there is no such snapshot
     * @throws io.nova.model.IncorrectStateException if a snapshot is not complete
     * @throws io.nova.model.InvalidParameterException if a size is less than the snapshot's
     */
    void check(ProjectId project, List<BlockDevice> devices);

    /**
     * Returns those hosts whose instances could have such volumes now; all of them if there is no
     * room for the volumes anywhere, which {@link #hold} tells.
     *
     * @param among hosts of the zone
     */
    Set<HostId> hostsFor(
            ProjectId project, ZoneName zone, List<BlockDevice> devices, Collection<HostId> among);

    /** Returns those hosts on which an instance could have the volumes that are on it. */
    Set<HostId> hostsFor(InstanceId instance, Collection<HostId> among);

    /**
     * Makes the volumes of a launch, all of them or none, for instances that are about to be
     * committed on these hosts; each where its instance reaches it.
     *
     * @throws io.nova.model.LimitExceededException if a quota does not allow it, or they are more
     *     than {@link #MAX_HELD}
     * @throws io.nova.model.InsufficientCapacityException if the volume hosts have no room
     */
    void hold(
            ProjectId project,
            ReservationId launch,
            ZoneName zone,
            Map<InstanceId, HostId> instances,
            List<BlockDevice> devices,
            Map<String, String> tags);

    /** Removes the volumes of a launch that is not committed; nothing if it is. */
    void release(ReservationId launch);

    /**
     * Says which volumes of an instance go with it, all of them or none.
     *
     * @param devices by name
     * @throws io.nova.model.NotFoundException if there is no such instance
     * @throws io.nova.model.InvalidParameterException if the instance has not one of the devices
     */
    void setDeleteOnTermination(
            RequestContext context, InstanceId instance, Map<String, Boolean> devices);
}

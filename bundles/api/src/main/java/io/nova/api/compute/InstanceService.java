package io.nova.api.compute;

import io.nova.model.InstanceId;
import io.nova.model.Page;
import io.nova.model.RequestContext;
import io.nova.model.compute.Instance;
import io.nova.model.compute.MetadataOptions;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The life of instances. Each method asks the authorizer first, and none but {@link #console} waits
 * for a host: what is answered is committed, and the host follows.
 *
 * <p>A list of instances is changed as a whole or, if one is unknown or in a wrong state, not at
 * all. Another project's instance is unknown.
 */
@ProviderType
public interface InstanceService {

    /**
     * Starts so many instances of an image as the request asks and the cloud has room for.
     *
     * <p>With a client token the request may be repeated: it then returns what the first one made.
     *
     * @throws io.nova.model.LimitExceededException if the quota does not allow the minimum
     * @throws io.nova.model.InsufficientCapacityException if the hosts have no room for the minimum
     * @throws io.nova.model.ConflictException {@code TOKEN_REUSED} if the token came with other
     *     values
     */
    Reservation run(RequestContext context, LaunchRequest request);

    /** Returns instances in the order of their ids; a terminated one is seen for an hour. */
    Page<Instance> describe(RequestContext context, InstanceQuery query);

    /** Starts stopped instances; a running one is left alone. */
    List<InstanceStateChange> start(RequestContext context, List<InstanceId> instances);

    /**
     * Stops running instances, keeping their disks.
     *
     * @throws io.nova.model.ConflictException {@code PROTECTED} if one is protected against it
     * @param force does not wait for the guest to shut down
     */
    List<InstanceStateChange> stop(
            RequestContext context, List<InstanceId> instances, boolean force);

    /** Restarts running instances. */
    void reboot(RequestContext context, List<InstanceId> instances);

    /**
     * Ends instances for ever; one that ended is left alone.
     *
     * @throws io.nova.model.ConflictException {@code PROTECTED} if one is protected against it
     */
    List<InstanceStateChange> terminate(RequestContext context, List<InstanceId> instances);

    /** Asks the host for what the guest last wrote to its console, at most 64 KiB. */
    CompletionStage<ConsoleOutput> console(RequestContext context, InstanceId instance);

    /**
     * Changes an instance. What its guest is made of changes while it is stopped.
     *
     * @throws io.nova.model.IncorrectStateException if it is in no state for that
     * @throws io.nova.model.InsufficientCapacityException if the host that has its disk has no room
     *     for the type
     * @throws io.nova.model.LimitExceededException if the quota does not allow the type
     */
    void modify(RequestContext context, InstanceId instance, InstanceChange change);

    /**
     * Changes how metadata is served to an instance, from its next request on, and returns how.
     *
     * @param change from what holds now; may be asked more than once
     * @throws io.nova.model.IncorrectStateException if the instance has ended
     */
    MetadataOptions setMetadata(
            RequestContext context, InstanceId instance, UnaryOperator<MetadataOptions> change);

    /** Returns an instance whose attributes are to be shown. */
    Instance attributes(RequestContext context, InstanceId instance);
}

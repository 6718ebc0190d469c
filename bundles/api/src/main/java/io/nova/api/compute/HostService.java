package io.nova.api.compute;

import io.nova.model.RequestContext;
import io.nova.model.compute.Host;
import io.nova.model.compute.HostCapacity;
import java.time.Instant;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The hosts of the cloud, for an operator. Each method asks the authorizer first. */
@ProviderType
public interface HostService {

    /** Returns all hosts in the order of their names. */
    List<HostView> list(RequestContext context);

    /**
     * A host.
     *
     * @param up whether it was heard of lately
     * @param claimed what placements hold of its capacity
     * @param instances how many are placed there
     */
    record HostView(
            Host host, boolean up, Instant lastSeen, HostCapacity claimed, long instances) {}
}

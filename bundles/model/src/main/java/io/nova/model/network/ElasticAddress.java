package io.nova.model.network;

import io.nova.model.AllocationId;
import io.nova.model.AssociationId;
import io.nova.model.InstanceId;
import io.nova.model.InterfaceId;
import io.nova.model.ProjectId;
import java.util.Map;
import java.util.Optional;

/**
 * A public address that a project holds until it releases it.
 *
 * @param id the allocation
 * @param range where it was taken from
 */
public record ElasticAddress(
        AllocationId id,
        ProjectId project,
        Ipv4 address,
        Cidr range,
        Optional<Association> association,
        Map<String, String> tags)
        implements NetworkResource {

    public ElasticAddress {
        tags = Map.copyOf(tags);
    }

    @Override
    public ElasticAddress withTags(Map<String, String> changed) {
        return new ElasticAddress(id, project, address, range, association, changed);
    }

    /** Returns this on another instance, or on none. */
    public ElasticAddress associated(Optional<Association> other) {
        return new ElasticAddress(id, project, address, range, other, tags);
    }

    /**
     * Where the address leads.
     *
     * @param privateAddress the instance's own address that it stands for
     */
    public record Association(
            AssociationId id,
            InstanceId instance,
            InterfaceId networkInterface,
            Ipv4 privateAddress) {}
}

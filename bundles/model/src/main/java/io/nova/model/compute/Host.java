package io.nova.model.compute;

import io.nova.model.HostId;
import io.nova.model.ZoneName;
import java.time.Instant;
import java.util.List;

/**
 * A machine that offers capacity, as its agent last described it.
 *
 * @param capacity what placements may claim, after the operator's overcommit
 * @param hypervisors the names of its hypervisor drivers
 * @param bootId changes when the machine restarts
 * @param accepting whether new instances may be placed there
 * @param describedAt when the description last changed; liveness is not in the record
 */
public record Host(
        HostId id,
        ZoneName zone,
        HostCapacity capacity,
        List<String> hypervisors,
        String bootId,
        boolean accepting,
        Instant describedAt) {

    public Host {
        hypervisors = List.copyOf(hypervisors);
    }

    /** Returns the host as it is when it takes new instances or none. */
    public Host accepting(boolean whether) {
        return new Host(id, zone, capacity, hypervisors, bootId, whether, describedAt);
    }
}

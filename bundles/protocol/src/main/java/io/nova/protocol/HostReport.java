package io.nova.protocol;

import io.nova.model.HostId;
import io.nova.model.ZoneName;
import io.nova.model.compute.HostCapacity;
import java.util.List;

/**
 * What a host saw. It is a sign of life, and tells guests that changed since the last one that was
 * answered.
 *
 * @param bootId changes when the machine restarts
 */
public record HostReport(
        HostId host,
        ZoneName zone,
        String bootId,
        HostCapacity capacity,
        List<String> hypervisors,
        List<GuestReport> guests,
        List<DriverReport> drivers) {

    public HostReport {
        hypervisors = List.copyOf(hypervisors);
        guests = List.copyOf(guests);
        drivers = List.copyOf(drivers);
    }
}

package io.nova.protocol;

import io.nova.model.HostId;
import java.util.List;

/**
 * The roles of a host, as it says itself; a sign of life.
 *
 * @param number grows with each that the host says: what has a smaller one is older
 * @param roles that are there, by their words
 * @param drivers that are there, such as {@code hypervisor-libvirt}
 * @param coming roles and drivers that should be there and are not yet
 * @param leaving those that are there and should not be
 * @param trouble why it is not yet as it should be, in one line for the operator; empty if it is
 */
public record HostRoles(
        HostId host,
        long number,
        List<String> roles,
        List<String> drivers,
        List<String> coming,
        List<String> leaving,
        String trouble) {

    public HostRoles {
        roles = List.copyOf(roles);
        drivers = List.copyOf(drivers);
        coming = List.copyOf(coming);
        leaving = List.copyOf(leaving);
    }
}

package io.nova.protocol;

import io.nova.model.InterfaceId;
import io.nova.model.SecurityGroupId;
import io.nova.model.network.Ipv4;
import io.nova.model.network.Traffic;
import java.util.List;

/**
 * What a host should let through.
 *
 * @param ports all of the host's
 * @param groups all that the ports are in and that rules of these name
 * @param addresses the public ones that lead to its ports
 */
public record HostFilters(
        List<FilteredPort> ports, List<FilteringGroup> groups, List<PublicAddress> addresses) {

    public HostFilters {
        ports = List.copyOf(ports);
        groups = List.copyOf(groups);
        addresses = List.copyOf(addresses);
    }

    /**
     * A port and the groups whose rules hold for it.
     *
     * @param carries whether its guest may carry others' traffic
     */
    public record FilteredPort(InterfaceId port, List<SecurityGroupId> groups, boolean carries) {
        public FilteredPort {
            groups = List.copyOf(groups);
        }

        /** A port that is kept to its own address. */
        public FilteredPort(InterfaceId port, List<SecurityGroupId> groups) {
            this(port, groups, false);
        }
    }

    /**
     * A group.
     *
     * @param rules empty if none of the ports is in it
     * @param members the addresses of all its ports, wherever they are; empty if no rule names it
     */
    public record FilteringGroup(SecurityGroupId id, List<Traffic> rules, List<Ipv4> members) {
        public FilteringGroup {
            rules = List.copyOf(rules);
            members = List.copyOf(members);
        }
    }

    /** A public address and the guest's own that it stands for. */
    public record PublicAddress(Ipv4 address, Ipv4 guest) {}
}

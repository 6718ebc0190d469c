package io.nova.model.network;

import io.nova.model.InterfaceId;
import io.nova.model.NetworkId;
import io.nova.model.SubnetId;
import io.nova.model.VpcId;
import java.util.List;

/**
 * An instance's connection to a network: its interface with the addresses leased to it.
 *
 * @param network the segment
 * @param groups whose rules hold for it; at least one
 * @param sourceDestCheck whether it is kept to its own address
 */
public record Port(
        InterfaceId id,
        NetworkId network,
        VpcId vpc,
        SubnetId subnet,
        Ipv4 address,
        MacAddress mac,
        List<PortGroup> groups,
        boolean sourceDestCheck) {

    public Port {
        groups = List.copyOf(groups);
    }

    /** Returns this in other groups. */
    public Port in(List<PortGroup> others) {
        return new Port(id, network, vpc, subnet, address, mac, others, sourceDestCheck);
    }

    /** Returns this kept to its own address, or not. */
    public Port withSourceDestCheck(boolean on) {
        return new Port(id, network, vpc, subnet, address, mac, groups, on);
    }
}

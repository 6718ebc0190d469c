package io.nova.model.network;

import io.nova.model.NetworkId;
import io.nova.model.SubnetId;
import io.nova.model.ZoneName;
import java.util.Optional;

/**
 * A segment that guests are connected to, with its one subnet.
 *
 * @param project the owner; empty for the network that all projects share in flat mode
 * @param gateway the hosts' own address in it, where metadata and DHCP answer
 * @param mtu in bytes
 */
public record Network(
        NetworkId id,
        SubnetId subnet,
        Optional<io.nova.model.ProjectId> project,
        ZoneName zone,
        Cidr cidr,
        Ipv4 gateway,
        int mtu) {}

package io.nova.protocol;

import io.nova.model.NetworkId;
import io.nova.model.network.Cidr;
import io.nova.model.network.Ipv4;
import java.util.List;

/**
 * A network as a host should have it.
 *
 * @param mtu in bytes
 * @param metadataPort where the metadata service answers on the gateway's address
 */
public record NetworkAssignment(
        NetworkId id,
        Cidr cidr,
        Ipv4 gateway,
        int mtu,
        String domain,
        List<Ipv4> nameServers,
        int metadataPort) {

    public NetworkAssignment {
        nameServers = List.copyOf(nameServers);
    }
}

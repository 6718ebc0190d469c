package io.nova.spi.network;

import io.nova.model.NetworkId;
import io.nova.model.network.Cidr;
import io.nova.model.network.Ipv4;
import java.util.List;

/**
 * A network as a host should have it.
 *
 * @param gateway the host's own address in it
 * @param mtu in bytes
 * @param domain appended to the guests' names
 * @param nameServers told to guests; if empty, the gateway
 * @param metadataPort the port on this host where the metadata service answers requests to
 *     169.254.169.254:80
 */
public record NetworkSpec(
        NetworkId id,
        Cidr cidr,
        Ipv4 gateway,
        int mtu,
        String domain,
        List<Ipv4> nameServers,
        int metadataPort) {

    public NetworkSpec {
        nameServers = List.copyOf(nameServers);
    }

    /** Returns the network with packets of another size, in bytes. */
    public NetworkSpec with(int largest) {
        return new NetworkSpec(id, cidr, gateway, largest, domain, nameServers, metadataPort);
    }
}

package io.nova.protocol;

import io.nova.model.network.Ipv4;
import java.util.List;

/**
 * Where the tunnels of hosts end.
 *
 * @param hosts of all that have any; that of who asks may be among them
 */
public record Peers(List<Ipv4> hosts) {

    public Peers {
        hosts = List.copyOf(hosts);
    }
}

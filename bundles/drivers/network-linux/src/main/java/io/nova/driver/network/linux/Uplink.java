package io.nova.driver.network.linux;

import io.nova.model.NetworkId;
import io.nova.model.network.Ipv4;
import java.util.Set;

/**
 * The port of a network's bridge that leads to other hosts.
 *
 * @param device its name, be it there or not
 * @param peers the hosts behind it, if it is a tunnel
 */
record Uplink(NetworkId network, String device, UplinkSettings settings, Set<Ipv4> peers) {

    Uplink {
        peers = Set.copyOf(peers);
    }

    UplinkState.Place place() {
        return new UplinkState.Place(device, network);
    }
}

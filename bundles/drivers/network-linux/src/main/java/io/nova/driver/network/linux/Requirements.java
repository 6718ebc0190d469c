package io.nova.driver.network.linux;

import static io.nova.model.DriverException.Kind.BROKEN;
import static io.nova.model.DriverException.Kind.BUSY;

import io.nova.model.DriverException;
import io.nova.model.network.Cidr;
import io.nova.model.network.Ipv4;
import io.nova.spi.network.NetworkSpec;
import io.nova.spi.network.PortFilter;
import io.nova.spi.network.PortFilter.Rule;
import io.nova.spi.network.PortSpec;
import java.util.Collection;
import java.util.List;

/** What a network and a port must be for a host to have them; all is checked before it is made. */
final class Requirements {

    private static final int SHORTEST_MTU = 576;
    private static final int LONGEST_MTU = 65535;
    private static final int LAST_PORT = 65535;
    private static final int SHORTEST_PREFIX = 8;
    private static final int LONGEST_PREFIX = 30;
    private static final int LAST_BYTE = 255;
    private static final String NO_TRAFFIC = "there is no such traffic: ";
    private static final String LABEL = "[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?";
    private static final String DOMAIN = LABEL + "(\\." + LABEL + ")*";

    private Requirements() {}

    static void check(NetworkState state, Collection<NetworkState> others) {
        NetworkSpec network = state.network();
        int prefix = network.cidr().prefixLength();
        require(
                prefix >= SHORTEST_PREFIX && prefix <= LONGEST_PREFIX,
                "no range for guests: " + network);
        require(
                network.cidr().contains(network.gateway())
                        && !ends(network.cidr()).contains(network.gateway()),
                "the gateway must be in the range: " + network);
        require(
                network.mtu() >= SHORTEST_MTU && network.mtu() <= LONGEST_MTU,
                "no such MTU: " + network);
        require(network.domain().matches(DOMAIN), "no domain: " + network);
        require(
                network.metadataPort() > 0 && network.metadataPort() <= LAST_PORT,
                "no such port: " + network);
        for (NetworkState other : others) {
            NetworkSpec there = other.network();
            require(
                    there.id().equals(network.id()) || !overlap(there.cidr(), network.cidr()),
                    network.id() + " overlaps " + there.id());
        }
        state.ports().forEach(port -> checkAddress(port, network));
    }

    static void check(PortSpec port, NetworkState state) {
        require(port.hostname().matches(LABEL), "no host name: " + port.hostname());
        checkAddress(port, state.network());
        for (PortSpec other : state.ports()) {
            if (!other.id().equals(port.id())
                    && (other.address().equals(port.address()) || other.mac().equals(port.mac()))) {
                throw new DriverException(
                        BUSY, other.id() + " still has the address of " + port.id());
            }
        }
    }

    static void check(Rule rule) {
        require(
                rule.protocol() >= PortFilter.ALL && rule.protocol() <= LAST_BYTE,
                NO_TRAFFIC + rule);
        boolean ports = RuleText.hasPorts(rule.protocol());
        if (ports || rule.protocol() == RuleText.ICMP) {
            int last = ports ? LAST_PORT : LAST_BYTE;
            boolean all = rule.fromPort() == PortFilter.ALL;
            require(
                    rule.fromPort() >= PortFilter.ALL
                            && rule.fromPort() <= last
                            && rule.toPort() >= PortFilter.ALL
                            && rule.toPort() <= last
                            // All of the first, and only some of the second.
                            && (!all || rule.toPort() == PortFilter.ALL)
                            && (!ports || all || rule.fromPort() <= rule.toPort()),
                    NO_TRAFFIC + rule);
        }
    }

    private static void checkAddress(PortSpec port, NetworkSpec network) {
        require(
                network.cidr().contains(port.address())
                        && !port.address().equals(network.gateway())
                        && !ends(network.cidr()).contains(port.address()),
                "%s of %s is no guest's address in %s"
                        .formatted(port.address(), port.id(), network));
    }

    private static List<Ipv4> ends(Cidr cidr) {
        return List.of(cidr.network(), cidr.broadcast());
    }

    private static boolean overlap(Cidr one, Cidr other) {
        return one.contains(other.network()) || other.contains(one.network());
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new DriverException(BROKEN, message);
        }
    }
}

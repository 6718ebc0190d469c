package io.nova.spi.network;

import io.nova.model.InterfaceId;
import io.nova.model.network.Cidr;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** Ability: lets only stated traffic reach a port, and keeps track of connections. */
@ConsumerType
public interface PortFilter {

    /** Replaces the rules of a port at once. A connection that no rule allows any longer ends. */
    void filter(InterfaceId port, List<Rule> rules) throws InterruptedException;

    /**
     * Allowed traffic.
     *
     * @param protocol an IP protocol number; -1 for all
     * @param fromPort first port, or ICMP type; -1 for all
     * @param toPort last port, or ICMP code; -1 for all
     * @param peers the other side's addresses
     */
    record Rule(boolean ingress, int protocol, int fromPort, int toPort, List<Cidr> peers) {
        public Rule {
            peers = List.copyOf(peers);
        }
    }
}

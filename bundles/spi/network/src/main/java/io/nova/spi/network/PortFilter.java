package io.nova.spi.network;

import io.nova.model.DriverException;
import io.nova.model.InterfaceId;
import io.nova.model.SecurityGroupId;
import io.nova.model.network.Cidr;
import io.nova.model.network.Ipv4;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Ability: lets only stated traffic to and from a port, and keeps track of connections.
 *
 * <p>A port without rules lets nothing through in either direction, also to and from the host
 * itself, but for what a guest needs to start: ARP, DHCP, DNS at the gateway and metadata at
 * 169.254.169.254, which no rule can take away either. So a guest is shut from {@link
 * NetworkDriver#connect} on until its rules are there, and it never sends or gets a packet before
 * them.
 *
 * <p>A rule is about who opens a connection; the answers pass. A guest gets only packets for its
 * own address, so no broadcasts of its neighbours.
 *
 * <p>Rules and members belong to the host as networks and ports do: they are there for the next
 * driver object, and {@link NetworkDriver#ensure} and {@link NetworkDriver#connect} repair them.
 * The network agent is the only caller, never twice at once.
 */
@ConsumerType
public interface PortFilter {

    /** All protocols, all ports, or all ICMP types or codes. */
    int ALL = -1;

    /**
     * Replaces the rules of a port at once; without any, it is shut. Connections that were open and
     * that no rule allows any longer are cut, the others go on.
     *
     * <p>A port may have rules before it is connected. {@link NetworkDriver#disconnect} takes them
     * away with it.
     *
     * @throws DriverException {@code BROKEN} if there can be no such traffic; the old rules stay
     */
    void filter(InterfaceId port, List<Rule> rules) throws InterruptedException;

    /** Takes the rules of a port away: it is shut as before the first {@link #filter}. */
    void forget(InterfaceId port) throws InterruptedException;

    /**
     * Replaces the members of a group at once, for all rules that name it; a group that was never
     * given has none. Connections that only a former member could open are cut.
     */
    void members(SecurityGroupId group, Set<Ipv4> addresses) throws InterruptedException;

    /** Returns the rules of the ports that have any or were given none, connected or not. */
    Map<InterfaceId, List<Rule>> filters() throws InterruptedException;

    /** Returns the members of the groups that have any. */
    Map<SecurityGroupId, Set<Ipv4>> groups() throws InterruptedException;

    /**
     * Allowed traffic.
     *
     * @param ingress to the port; else from it
     * @param protocol an IP protocol number; {@value #ALL} for all
     * @param fromPort first port, or ICMP type; {@value #ALL} for all. Other protocols have none
     * @param toPort last port, or ICMP code; {@value #ALL} for all
     * @param peers the other side's addresses, after any mapping of the port's side
     * @param groups whose members the other side may be too; with neither peers nor groups, the
     *     rule allows nothing
     */
    record Rule(
            boolean ingress,
            int protocol,
            int fromPort,
            int toPort,
            List<Cidr> peers,
            List<SecurityGroupId> groups) {

        public Rule {
            peers = List.copyOf(peers);
            groups = List.copyOf(groups);
        }

        /** Returns the rule that allows everything in one direction. */
        public static Rule everything(boolean ingress) {
            return new Rule(ingress, ALL, ALL, ALL, List.of(new Cidr("0.0.0.0/0")), List.of());
        }
    }
}

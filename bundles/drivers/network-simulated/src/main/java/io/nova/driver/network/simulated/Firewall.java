package io.nova.driver.network.simulated;

import io.nova.model.InterfaceId;
import io.nova.model.SecurityGroupId;
import io.nova.model.network.Ipv4;
import io.nova.spi.network.PortFilter;
import io.nova.spi.network.PortFilter.Rule;
import io.nova.spi.network.PortSpec;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the pretended host lets through, and which addresses lead where. */
final class Firewall {

    private final Map<InterfaceId, List<Rule>> filters = new TreeMap<>();
    private final Map<SecurityGroupId, Set<Ipv4>> groups = new TreeMap<>();
    private final Map<Ipv4, Ipv4> mapped = new TreeMap<>();

    Firewall copy() {
        Firewall copy = new Firewall();
        copy.filters.putAll(filters);
        copy.groups.putAll(groups);
        copy.mapped.putAll(mapped);
        return copy;
    }

    void clear() {
        filters.clear();
        groups.clear();
        mapped.clear();
    }

    void filter(InterfaceId port, List<Rule> rules) {
        filters.put(port, List.copyOf(rules));
    }

    void forget(InterfaceId port) {
        filters.remove(port);
    }

    void members(SecurityGroupId group, Set<Ipv4> addresses) {
        if (addresses.isEmpty()) {
            groups.remove(group);
        } else {
            groups.put(group, Set.copyOf(addresses));
        }
    }

    void map(Map<Ipv4, Ipv4> addresses) {
        mapped.clear();
        mapped.putAll(addresses);
    }

    Map<InterfaceId, List<Rule>> filters() {
        return new TreeMap<>(filters);
    }

    Map<SecurityGroupId, Set<Ipv4>> groups() {
        Map<SecurityGroupId, Set<Ipv4>> all = new TreeMap<>();
        groups.forEach((group, members) -> all.put(group, new TreeSet<>(members)));
        return all;
    }

    Map<Ipv4, Ipv4> mapped() {
        return new TreeMap<>(mapped);
    }

    boolean passes(Collection<PortSpec> ports, Ipv4 from, Ipv4 asked, int protocol, int port) {
        Ipv4 to = mapped.getOrDefault(asked, asked);
        return end(ports, from)
                        .map(sender -> allows(sender, false, to, protocol, port))
                        .orElse(true)
                && end(ports, to)
                        .map(receiver -> allows(receiver, true, from, protocol, port))
                        .orElse(true);
    }

    private static Optional<PortSpec> end(Collection<PortSpec> ports, Ipv4 address) {
        return ports.stream().filter(port -> port.address().equals(address)).findFirst();
    }

    private boolean allows(PortSpec end, boolean ingress, Ipv4 peer, int protocol, int port) {
        return filters.getOrDefault(end.id(), List.of()).stream()
                .anyMatch(
                        rule ->
                                rule.ingress() == ingress
                                        && isTraffic(rule, protocol, port)
                                        && isPeer(rule, peer));
    }

    private static boolean isTraffic(Rule rule, int protocol, int port) {
        if (rule.protocol() == PortFilter.ALL) {
            return true;
        }
        boolean icmp = protocol == 1;
        return rule.protocol() == protocol
                && (rule.fromPort() == PortFilter.ALL
                        || (icmp
                                ? rule.fromPort() == port
                                : rule.fromPort() <= port && port <= rule.toPort()));
    }

    private boolean isPeer(Rule rule, Ipv4 peer) {
        return rule.peers().stream().anyMatch(range -> range.contains(peer))
                || rule.groups().stream()
                        .anyMatch(group -> groups.getOrDefault(group, Set.of()).contains(peer));
    }
}

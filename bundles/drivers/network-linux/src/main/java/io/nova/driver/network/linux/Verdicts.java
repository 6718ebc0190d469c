package io.nova.driver.network.linux;

import io.nova.model.InterfaceId;
import io.nova.model.SecurityGroupId;
import io.nova.model.network.Ipv4;
import io.nova.spi.network.PortFilter;
import io.nova.spi.network.PortFilter.Rule;
import io.nova.spi.network.PortSpec;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Decides on connections that are open as the kernel does on new ones. */
final class Verdicts {

    private static final Ipv4 METADATA = new Ipv4("169.254.169.254");
    private static final int DNS = 53;
    private static final int DHCP_SERVER = 67;
    private static final int DHCP_CLIENT = 68;

    private final Map<Ipv4, List<Rule>> guests = new HashMap<>();
    private final Map<Ipv4, Ipv4> gateways = new HashMap<>();
    private final Map<SecurityGroupId, Set<Ipv4>> groups;

    Verdicts(
            Collection<NetworkState> networks,
            Map<InterfaceId, List<Rule>> rules,
            Map<SecurityGroupId, Set<Ipv4>> groups) {
        this.groups = groups;
        for (NetworkState network : networks) {
            for (PortSpec port : network.ports()) {
                guests.put(port.address(), rules.getOrDefault(port.id(), List.of()));
                gateways.put(port.address(), network.network().gateway());
            }
        }
    }

    boolean allows(Connection connection) {
        List<Rule> sender = guests.get(connection.from());
        List<Rule> receiver = guests.get(connection.to());
        return (sender == null
                        || needed(connection)
                        || matches(sender, false, connection, connection.to()))
                && (receiver == null
                        || granted(connection)
                        || matches(receiver, true, connection, connection.from()));
    }

    // What a guest gets of its host without a rule.
    private boolean needed(Connection connection) {
        boolean gateway = connection.to().equals(gateways.get(connection.from()));
        return connection.asked().equals(METADATA)
                || (gateway && RuleText.hasPorts(connection.protocol()) && connection.port() == DNS)
                || (connection.protocol() == RuleText.UDP && connection.port() == DHCP_SERVER);
    }

    private boolean granted(Connection connection) {
        return connection.from().equals(gateways.get(connection.to()))
                && connection.protocol() == RuleText.UDP
                && connection.port() == DHCP_CLIENT;
    }

    private boolean matches(List<Rule> rules, boolean ingress, Connection connection, Ipv4 peer) {
        return rules.stream()
                .anyMatch(
                        rule ->
                                rule.ingress() == ingress
                                        && isTraffic(rule, connection)
                                        && isPeer(rule, peer));
    }

    private static boolean isTraffic(Rule rule, Connection connection) {
        if (rule.protocol() != PortFilter.ALL && rule.protocol() != connection.protocol()) {
            return false;
        }
        if (rule.protocol() == RuleText.ICMP) {
            return (rule.fromPort() == PortFilter.ALL || rule.fromPort() == connection.port())
                    && (rule.toPort() == PortFilter.ALL || rule.toPort() == connection.code());
        }
        return !RuleText.hasPorts(rule.protocol())
                || rule.fromPort() == PortFilter.ALL
                || (rule.fromPort() <= connection.port() && connection.port() <= rule.toPort());
    }

    private boolean isPeer(Rule rule, Ipv4 peer) {
        return rule.peers().stream().anyMatch(range -> range.contains(peer))
                || rule.groups().stream()
                        .anyMatch(group -> groups.getOrDefault(group, Set.of()).contains(peer));
    }
}

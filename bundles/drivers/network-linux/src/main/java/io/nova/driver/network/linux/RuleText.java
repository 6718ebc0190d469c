package io.nova.driver.network.linux;

import io.nova.model.SecurityGroupId;
import io.nova.model.network.Cidr;
import io.nova.spi.network.PortFilter;
import io.nova.spi.network.PortFilter.Rule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Rules of ports in the words of nftables. */
final class RuleText {

    static final int ICMP = 1;
    static final int TCP = 6;
    static final int UDP = 17;

    /** What has ports at the place where TCP has them: TCP, UDP, DCCP, SCTP, UDP-Lite. */
    private static final Set<Integer> WITH_PORTS = Set.of(TCP, UDP, 33, 132, 136);

    private static final int LAST_PORT = 65535;

    private RuleText() {}

    static boolean hasPorts(int protocol) {
        return WITH_PORTS.contains(protocol);
    }

    /** Returns the lines that accept what the rule allows; none if it allows nothing. */
    static List<String> lines(Rule rule) {
        String field = rule.ingress() ? "ip saddr" : "ip daddr";
        String traffic = traffic(rule);
        List<String> lines = new ArrayList<>();
        List<Cidr> peers = apart(rule.peers());
        if (peers.stream().anyMatch(peer -> peer.prefixLength() == 0)) {
            return List.of(traffic + "accept");
        }
        if (!peers.isEmpty()) {
            String ranges = peers.stream().map(Cidr::value).collect(Collectors.joining(", "));
            lines.add("%s { %s } %saccept".formatted(field, ranges, traffic));
        }
        for (SecurityGroupId group : rule.groups()) {
            lines.add("%s @%s %saccept".formatted(field, Names.group(group), traffic));
        }
        return lines;
    }

    private static String traffic(Rule rule) {
        int protocol = rule.protocol();
        if (protocol == PortFilter.ALL) {
            return "";
        }
        if (protocol == ICMP && rule.fromPort() != PortFilter.ALL) {
            String type = "icmp type " + rule.fromPort() + " ";
            return rule.toPort() == PortFilter.ALL
                    ? type
                    : type + "icmp code " + rule.toPort() + " ";
        }
        boolean all =
                rule.fromPort() == PortFilter.ALL
                        || (rule.fromPort() == 0 && rule.toPort() == LAST_PORT);
        String only = "meta l4proto " + protocol + " ";
        return !hasPorts(protocol) || all
                ? only
                : only + "th dport " + rule.fromPort() + "-" + rule.toPort() + " ";
    }

    // In one set of the kernel no range may lie in another.
    private static List<Cidr> apart(List<Cidr> ranges) {
        List<Cidr> apart = new ArrayList<>();
        ranges.stream()
                .sorted(Comparator.comparingInt(Cidr::prefixLength))
                .filter(range -> apart.stream().noneMatch(wide -> wide.contains(range.network())))
                .forEach(apart::add);
        return apart;
    }
}

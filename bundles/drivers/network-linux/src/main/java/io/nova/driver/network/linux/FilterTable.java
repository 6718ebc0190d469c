package io.nova.driver.network.linux;

import io.nova.model.InterfaceId;
import io.nova.model.SecurityGroupId;
import io.nova.model.network.Ipv4;
import io.nova.spi.network.PortFilter.Rule;
import io.nova.spi.network.PortSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The table of the filters in the words of nftables: two maps lead by a guest's address to the two
 * chains of its port, so that the number of guests costs a packet nothing; a group is a set, so
 * that its members change without the chains. The first packet of a connection goes through the
 * chains, the others do not.
 */
final class FilterTable {

    static final String NAME = "ip nova_filter";

    // Where its rules go, a connection that the kernel was told to forget must not pass for a new
    // one: TCP begins with SYN alone.
    private static final String HEAD =
            """
              chain fresh {
                ct state invalid drop
                tcp flags & (fin | syn | rst | ack) != syn drop
              }
            """;

    // Bridged packets come through forward too. What guests need from their host passes always;
    // which of it there is, the other table says. What a port carries for others is marked there,
    // since here only the bridge is seen; the mark of who sent it must be read before the other
    // table replaces it by that of who gets it.
    private static final String HOOKS =
            """
              chain carried_on { type filter hook prerouting priority -50; policy accept;
                ct state established,related accept
                meta mark vmap @carried
              }
              chain sent { type filter hook forward priority -20; policy accept;
                ct state established,related accept
                ip saddr vmap @senders
              }
              chain received { type filter hook forward priority -10; policy accept;
                ct state established,related accept
                ip daddr vmap @receivers
                meta mark vmap @to_carry
              }
              chain from_host { type filter hook output priority -10; policy accept;
                ct state established,related accept
                udp sport 67 udp dport 68 accept
                ip daddr vmap @receivers
              }
              chain to_host { type filter hook input priority -10; policy accept;
                iifname != "nvb*" accept
                ct state established,related accept
                udp sport 68 udp dport 67 accept
                ip daddr @gateways meta l4proto { tcp, udp } th dport 53 accept
                ct status dnat accept
                ip saddr vmap @senders
              }
            """;

    private FilterTable() {}

    /** Returns the whole table. */
    static String whole(
            Collection<NetworkState> networks,
            Map<InterfaceId, List<Rule>> rules,
            Map<SecurityGroupId, Set<Ipv4>> groups,
            Set<InterfaceId> routing) {
        StringBuilder text = new StringBuilder("table " + NAME + " {\n");
        Set<SecurityGroupId> named = new TreeSet<>(groups.keySet());
        rules.values().forEach(list -> named.addAll(groupsOf(list)));
        for (SecurityGroupId group : named) {
            String members = elements(groups.getOrDefault(group, Set.of()));
            text.append("  set %s { type ipv4_addr; %s}\n".formatted(Names.group(group), members));
        }
        text.append(
                "  set gateways { type ipv4_addr; %s}\n"
                        .formatted(
                                elements(
                                        networks.stream()
                                                .map(n -> n.network().gateway())
                                                .toList())));
        List<String> senders = new ArrayList<>();
        List<String> receivers = new ArrayList<>();
        List<String> carried = new ArrayList<>();
        List<String> toCarry = new ArrayList<>();
        StringBuilder chains = new StringBuilder(HEAD);
        for (NetworkState network : networks) {
            for (PortSpec port : network.ports()) {
                senders.add(way(port, Names.egress(port.id())));
                receivers.add(way(port, Names.ingress(port.id())));
                if (routing.contains(port.id())) {
                    carried.add(Names.sentMark(port.id()) + " : goto " + Names.egress(port.id()));
                    toCarry.add(Names.gotMark(port.id()) + " : goto " + Names.ingress(port.id()));
                }
                List<Rule> list = rules.getOrDefault(port.id(), List.of());
                chains.append(chain(Names.egress(port.id()), lines(list, false)));
                chains.append(chain(Names.ingress(port.id()), lines(list, true)));
            }
        }
        text.append("  map senders { type ipv4_addr : verdict; %s}\n".formatted(elements(senders)));
        text.append(
                "  map receivers { type ipv4_addr : verdict; %s}\n".formatted(elements(receivers)));
        text.append("  map carried { type mark : verdict; %s}\n".formatted(elements(carried)));
        text.append("  map to_carry { type mark : verdict; %s}\n".formatted(elements(toCarry)));
        return text.append(chains).append(HOOKS).append("}\n").toString();
    }

    /** Returns the steps that bring about a port with these rules, be it there or not. */
    static String port(PortSpec port, List<Rule> rules) {
        StringBuilder steps = new StringBuilder();
        for (SecurityGroupId group : groupsOf(rules)) {
            steps.append("add set %s %s { type ipv4_addr; }\n".formatted(NAME, Names.group(group)));
        }
        steps.append(chainSteps(Names.egress(port.id()), lines(rules, false)));
        steps.append(chainSteps(Names.ingress(port.id()), lines(rules, true)));
        steps.append(element("add", "senders", way(port, Names.egress(port.id()))));
        steps.append(element("add", "receivers", way(port, Names.ingress(port.id()))));
        return steps.toString();
    }

    /** Returns the steps that take a port away. */
    static String noPort(PortSpec port) {
        return element("delete", "senders", way(port, Names.egress(port.id())))
                + element("delete", "receivers", way(port, Names.ingress(port.id())))
                + "delete chain %s %s\n".formatted(NAME, Names.egress(port.id()))
                + "delete chain %s %s\n".formatted(NAME, Names.ingress(port.id()));
    }

    /** Returns the steps that change the members of a group. */
    static String members(SecurityGroupId group, Set<Ipv4> gone, Set<Ipv4> come) {
        String set = Names.group(group);
        String steps = "add set %s %s { type ipv4_addr; }\n".formatted(NAME, set);
        if (!gone.isEmpty()) {
            steps += element("delete", set, list(gone));
        }
        if (!come.isEmpty()) {
            steps += element("add", set, list(come));
        }
        return steps;
    }

    private static String way(PortSpec port, String chain) {
        return port.address() + " : goto " + chain;
    }

    private static List<String> lines(List<Rule> rules, boolean ingress) {
        List<String> lines = new ArrayList<>();
        lines.add("jump fresh");
        rules.stream()
                .filter(rule -> rule.ingress() == ingress)
                .flatMap(rule -> RuleText.lines(rule).stream())
                .distinct()
                .forEach(lines::add);
        lines.add("drop");
        return lines;
    }

    private static String chain(String name, List<String> lines) {
        return lines.stream()
                .map(line -> "    " + line + "\n")
                .collect(Collectors.joining("", "  chain " + name + " {\n", "  }\n"));
    }

    private static String chainSteps(String name, List<String> lines) {
        StringBuilder steps = new StringBuilder("add chain %s %s\n".formatted(NAME, name));
        steps.append("flush chain %s %s\n".formatted(NAME, name));
        lines.forEach(line -> steps.append("add rule %s %s %s\n".formatted(NAME, name, line)));
        return steps.toString();
    }

    private static String element(String verb, String set, String element) {
        return "%s element %s %s { %s }\n".formatted(verb, NAME, set, element);
    }

    private static Set<SecurityGroupId> groupsOf(List<Rule> rules) {
        return rules.stream()
                .flatMap(rule -> rule.groups().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String elements(Collection<?> list) {
        return list.isEmpty() ? "" : "elements = { " + list(list) + " } ";
    }

    private static String list(Collection<?> list) {
        return list.stream().map(Object::toString).collect(Collectors.joining(", "));
    }
}

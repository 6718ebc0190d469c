package io.nova.driver.network.linux;

import io.nova.spi.network.NetworkSpec;
import io.nova.spi.network.PortSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What may pass between hosts, as lines of the tables of {@link Rules}. Each host is gateway, DHCP
 * server and metadata service of its own guests, under the same addresses as all others: so nothing
 * of that passes an uplink, in either direction, and nothing that a guest may not send.
 */
final class UplinkRules {

    /** Where a VXLAN packet has its number, in bits behind the UDP header's beginning. */
    private static final String NUMBER = "@th,96,24";

    private UplinkRules() {}

    /** The hosts that tunnels lead to. */
    static String hosts(Uplink uplink) {
        return uplink.settings().isTunnel()
                ? "  set hosts { type ipv4_addr; %s}\n".formatted(elements(uplink.peers()))
                : "";
    }

    /** Takes what comes in tunnels from those hosts alone. */
    static String taken(Uplink uplink) {
        return uplink.settings().isTunnel()
                ? "    iifname != \"nvb*\" %s ip saddr != @hosts drop\n"
                        .formatted(tunnelled(uplink))
                : "";
    }

    /** Keeps guests from sending in tunnels themselves: it would come from a host's address. */
    static String forged(Uplink uplink) {
        return uplink.settings().isTunnel()
                ? "    iifname \"nvb*\" oifname != \"nvb*\" %s drop\n".formatted(tunnelled(uplink))
                : "";
    }

    private static String tunnelled(Uplink uplink) {
        return "udp dport %d %s %d"
                .formatted(uplink.settings().vxlanPort(), NUMBER, uplink.settings().vxlanId());
    }

    /** Where what comes by the uplink is looked at. */
    static String comes(Uplink uplink) {
        return "    iifname \"%s\" jump from_hosts\n".formatted(uplink.device());
    }

    /** Where all that goes by the uplink is looked at, the host's own packets too. */
    static String goes(Uplink uplink) {
        return """
          chain postrouting { type filter hook postrouting priority -300; policy accept;
            oifname "%s" jump to_hosts
          }
        """
                .formatted(uplink.device());
    }

    /** What they may be: IPv4 and ARP of guests, which are elsewhere if it comes. */
    static String chains(Uplink uplink, Collection<NetworkState> states) {
        NetworkState state =
                states.stream()
                        .filter(one -> one.network().id().equals(uplink.network()))
                        .findFirst()
                        .orElseThrow();
        NetworkSpec network = state.network();
        List<Object> macs = new ArrayList<>();
        List<Object> addresses = new ArrayList<>();
        macs.add(Names.bridgeMac(network.id()));
        addresses.add(network.gateway());
        for (PortSpec port : state.ports()) {
            macs.add(port.mac());
            addresses.add(port.address());
        }
        return """
          set here_macs { type ether_addr; %s}
          set here { type ipv4_addr; %s}
          chain of_all {
            ether saddr %s drop
            ether daddr %s drop
            ether type arp arp saddr ip %s drop
            ether type arp arp daddr ip %s drop
            ether type ip ip saddr %s drop
            ether type ip ip daddr { %s, 169.254.0.0/16 } drop
            ether type ip ether daddr & 01:00:00:00:00:00 == 01:00:00:00:00:00 drop
            ether type ip udp sport { 67, 68 } drop
            ether type ip udp dport { 67, 68 } drop
          }
          chain from_hosts {
            jump of_all
            ether saddr @here_macs drop
            ether type arp arp saddr ip @here drop
            ether type arp arp saddr ip { 0.0.0.0, %s } accept
            ether type ip ip saddr @here drop
            ether type ip ip saddr %s accept
            ether type ip ip saddr != @guests accept
            drop
          }
          chain to_hosts {
            jump of_all
            ether type { ip, arp } accept
            drop
          }
        """
                .formatted(
                        elements(macs),
                        elements(addresses),
                        macs.get(0),
                        macs.get(0),
                        network.gateway(),
                        network.gateway(),
                        network.gateway(),
                        network.gateway(),
                        network.cidr(),
                        network.cidr());
    }

    private static String elements(Collection<?> all) {
        return all.isEmpty()
                ? ""
                : all.stream()
                        .map(Object::toString)
                        .sorted()
                        .collect(Collectors.joining(", ", "elements = { ", " } "));
    }
}

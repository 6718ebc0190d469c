package io.nova.driver.network.linux;

import io.nova.model.InterfaceId;
import io.nova.spi.network.NetworkSpec;
import io.nova.spi.network.PortSpec;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The host's rules that hold for all guests: their own addresses only, NAT, metadata and what they
 * see of the host. What each may besides is in {@link Filters}.
 */
final class Rules {

    private final RuleSet tables;
    private final String external;
    private final FilterState filters;

    /**
     * @param external the device that guests leave by; empty for whichever the route says
     */
    Rules(Commands commands, String nft, String external, FilterState filters, Path runDirectory) {
        this.external = external;
        this.filters = filters;
        tables =
                new RuleSet(
                        commands, nft, runDirectory, "rules", List.of("ip nova", "bridge nova"));
    }

    /** Puts the rules for these networks into force, unless they are. */
    void ensure(Collection<NetworkState> states, Optional<Uplink> uplink)
            throws InterruptedException {
        tables.ensure(
                states.isEmpty()
                        ? ""
                        : routed(states, uplink) + bridged(states, filters.routing(), uplink));
    }

    // NAT, and what reaches the host itself. Guests' devices are not seen here, only bridges.
    private String routed(Collection<NetworkState> states, Optional<Uplink> uplink) {
        StringBuilder ranges = new StringBuilder();
        StringBuilder within = new StringBuilder();
        StringBuilder metadata = new StringBuilder();
        StringBuilder chains = new StringBuilder();
        StringBuilder jumps = new StringBuilder();
        StringBuilder answers = new StringBuilder();
        for (NetworkState state : states) {
            NetworkSpec network = state.network();
            String bridge = Names.bridge(network.id());
            ranges.append(network.cidr()).append(", ");
            within.append("\"%s\" . \"%s\", ".formatted(bridge, bridge));
            // DNAT keeps the guest's source: by it the metadata service knows who asks.
            metadata.append(
                    "    iifname \"%s\" ip daddr 169.254.169.254 tcp dport 80 dnat to %s:%d\n"
                            .formatted(bridge, network.gateway(), network.metadataPort()));
            answers.append(
                    "    oifname \"%s\" ip saddr %s tcp sport %d ip dscp != cs0 jump hops\n"
                            .formatted(bridge, network.gateway(), network.metadataPort()));
            jumps.append("\"%s\" : jump host_%s, ".formatted(bridge, bridge));
            chains.append(
                    """
                      chain host_%s {
                        ip daddr %s meta l4proto { tcp, udp } th dport 53 accept
                        ip daddr %s tcp dport %d ct status dnat accept
                        ip daddr %s icmp type echo-request accept
                      }
                    """
                            .formatted(
                                    bridge,
                                    network.gateway(),
                                    network.gateway(),
                                    network.metadataPort(),
                                    network.gateway()));
        }
        String out = external.isEmpty() ? "oifname != \"nvb*\"" : "oifname \"" + external + "\"";
        return """
        table ip nova {
        %s  set ranges { type ipv4_addr; flags interval; elements = { %s } }
          set within { type ifname . ifname; elements = { %s } }
        %s  chain from_guest {
            ct state established,related accept
            udp sport 68 udp dport 67 accept
            iifname vmap { %s }
            drop
          }
          chain input { type filter hook input priority filter; policy accept;
        %s    iifname "nvb*" jump from_guest
          }
        %s  chain output { type filter hook output priority filter; policy accept;
        %s  }
          chain forward { type filter hook forward priority filter; policy accept;
        %s    iifname "nvb*" ip daddr 169.254.0.0/16 drop
            iifname . oifname @within accept
            ct status dnat accept
            iifname "nvb*" oifname "nvb*" drop
          }
          chain prerouting { type nat hook prerouting priority dstnat; policy accept;
        %s  }
          chain postrouting { type nat hook postrouting priority srcnat; policy accept;
            %s ip saddr @ranges ip daddr != @ranges masquerade
          }
        }
        """
                .formatted(
                        uplink.map(UplinkRules::hosts).orElse(""),
                        ranges,
                        within,
                        chains,
                        jumps,
                        uplink.map(UplinkRules::taken).orElse(""),
                        hops(),
                        answers,
                        uplink.map(UplinkRules::forged).orElse(""),
                        metadata,
                        out);
    }

    // The metadata service says in the DSCP how many hops an answer may go.
    private static String hops() {
        StringBuilder chain = new StringBuilder("  chain hops {\n");
        for (int hops = 1; hops < 64; hops++) {
            chain.append(
                    "    ip dscp %d ip ttl set %d ip dscp set cs0 return\n".formatted(hops, hops));
        }
        return chain.append("  }\n").toString();
    }

    // Each guest's device may send with its own addresses only, and IPv4 and ARP only: no DHCP
    // answers, no IPv6, no VLAN tags, no AoE. What is not known is dropped. From others it gets
    // what is for its own address only, since the filters know a guest by that; and nothing back of
    // its own broadcasts, should its device send to where it came from. A router's may carry what
    // is
    // no guest's, and marks it for the filters.
    private static String bridged(
            Collection<NetworkState> states, Set<InterfaceId> routing, Optional<Uplink> uplink) {
        StringBuilder own = new StringBuilder();
        StringBuilder macs = new StringBuilder();
        StringBuilder theirs = new StringBuilder();
        StringBuilder self = new StringBuilder();
        StringBuilder ranges = new StringBuilder();
        StringBuilder routers = new StringBuilder();
        StringBuilder sent = new StringBuilder();
        StringBuilder got = new StringBuilder();
        for (NetworkState state : states) {
            ranges.append(state.network().cidr()).append(", ");
            for (PortSpec port : state.ports()) {
                String device = Names.device(port.id());
                own.append("\"%s\" . %s . %s, ".formatted(device, port.mac(), port.address()));
                macs.append("\"%s\" . %s, ".formatted(device, port.mac()));
                theirs.append("\"%s\" . %s, ".formatted(device, port.address()));
                self.append("\"%s\" . \"%s\", ".formatted(device, device));
                if (routing.contains(port.id())) {
                    routers.append("\"%s\" . %s, ".formatted(device, port.mac()));
                    sent.append("\"%s\" : %s, ".formatted(device, Names.sentMark(port.id())));
                    got.append("\"%s\" : %s, ".formatted(device, Names.gotMark(port.id())));
                }
            }
        }
        return """
        table bridge nova {
          set own { type ifname . ether_addr . ipv4_addr; %s }
          set macs { type ifname . ether_addr; %s }
          set theirs { type ifname . ipv4_addr; %s }
          set self { type ifname . ifname; %s }
          set guests { type ipv4_addr; flags interval; elements = { %s0.0.0.0/8, 127.0.0.0/8, 169.254.0.0/16, 224.0.0.0/3 } }
          set routers { type ifname . ether_addr; %s }
          map carried { type ifname : mark; %s }
          map to_carry { type ifname : mark; %s }
          chain from_guest {
            ether type arp iifname . ether saddr . arp saddr ip @own iifname . arp saddr ether . arp saddr ip @own accept
            ether type arp arp operation request arp saddr ip 0.0.0.0 iifname . ether saddr @macs iifname . arp saddr ether @macs accept
            ether type ip udp sport 67 drop
            ether type ip ip saddr 0.0.0.0 udp sport 68 udp dport 67 iifname . ether saddr @macs accept
            ether type ip iifname . ether saddr . ip saddr @own accept
            ether type ip iifname . ether saddr @routers ip saddr != @guests ip daddr != 169.254.0.0/16 meta mark set iifname map @carried accept
            drop
          }
        %s  chain prerouting { type filter hook prerouting priority -300; policy accept;
            iifname "nvt*" jump from_guest
        %s  }
          chain forward { type filter hook forward priority -300; policy accept;
            oifname != "nvt*" accept
            ether type arp iifname . oifname @self drop
            ether type ip oifname . ip daddr @theirs accept
            ether type ip ip daddr != @guests meta mark set oifname map @to_carry accept
            ether type ip drop
          }
        %s}
        """
                .formatted(
                        elements(own),
                        elements(macs),
                        elements(theirs),
                        elements(self),
                        ranges,
                        elements(routers),
                        elements(sent),
                        elements(got),
                        uplink.map(one -> UplinkRules.chains(one, states)).orElse(""),
                        uplink.map(UplinkRules::comes).orElse(""),
                        uplink.map(UplinkRules::goes).orElse(""));
    }

    private static String elements(CharSequence list) {
        return list.length() == 0 ? "" : "elements = { " + list + "}";
    }
}

package io.nova.driver.network.linux;

import io.nova.spi.network.NetworkSpec;
import io.nova.spi.network.PortSpec;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The host's rules, in two tables of our own. A change replaces both in one transaction of the
 * kernel: there is never a moment without them, and never half of them.
 */
final class Rules {

    private final Commands commands;
    private final String nft;
    private final String external;
    private final Path script;
    private final Path seen;

    /**
     * @param external the device that guests leave by; empty for whichever the route says
     */
    Rules(Commands commands, String nft, String external, Path runDirectory) {
        this.commands = commands;
        this.nft = nft;
        this.external = external;
        script = runDirectory.resolve("rules.nft");
        seen = runDirectory.resolve("rules.seen");
    }

    /** Puts the rules for these networks into force, unless they are. */
    void ensure(Collection<NetworkState> states) throws InterruptedException {
        String wanted = render(states);
        String key = Names.digest(wanted);
        Optional<String> earlier = WholeFiles.read(seen);
        boolean same = earlier.isPresent() && earlier.get().startsWith(key);
        if (same && earlier.equals(Optional.of(key + "\n" + list()))) {
            return;
        }
        WholeFiles.write(script, wanted, "rw-------");
        commands.run(List.of(nft, "-f", "-"), script);
        if (states.isEmpty()) {
            List.of(seen, script).forEach(WholeFiles::delete);
        } else {
            // What the kernel makes of it: later, any other listing is someone else's change.
            WholeFiles.write(seen, key + "\n" + list(), "rw-------");
        }
    }

    private String list() throws InterruptedException {
        return list("ip") + list("bridge");
    }

    // One by one: in a script, nft lists only the last table that is asked for.
    private String list(String family) throws InterruptedException {
        Commands.Result result =
                commands.attempt(List.of(nft, "-s", "list", "table", family, "nova"));
        return result.failed() ? "" : result.output();
    }

    private String render(Collection<NetworkState> states) {
        String clean =
                """
                add table ip nova
                delete table ip nova
                add table bridge nova
                delete table bridge nova
                """;
        return states.isEmpty() ? clean : clean + routed(states) + bridged(states);
    }

    // NAT, and what reaches the host itself. Guests' devices are not seen here, only bridges.
    private String routed(Collection<NetworkState> states) {
        StringBuilder ranges = new StringBuilder();
        StringBuilder within = new StringBuilder();
        StringBuilder metadata = new StringBuilder();
        StringBuilder chains = new StringBuilder();
        StringBuilder jumps = new StringBuilder();
        for (NetworkState state : states) {
            NetworkSpec network = state.network();
            String bridge = Names.bridge(network.id());
            ranges.append(network.cidr()).append(", ");
            within.append("\"%s\" . \"%s\", ".formatted(bridge, bridge));
            // DNAT keeps the guest's source: by it the metadata service knows who asks.
            metadata.append(
                    "    iifname \"%s\" ip daddr 169.254.169.254 tcp dport 80 dnat to %s:%d\n"
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
          set ranges { type ipv4_addr; flags interval; elements = { %s } }
          set within { type ifname . ifname; elements = { %s } }
        %s  chain from_guest {
            ct state established,related accept
            udp sport 68 udp dport 67 accept
            iifname vmap { %s }
            drop
          }
          chain input { type filter hook input priority filter; policy accept;
            iifname "nvb*" jump from_guest
          }
          chain forward { type filter hook forward priority filter; policy accept;
            iifname "nvb*" ip daddr 169.254.0.0/16 drop
            iifname . oifname @within accept
            iifname "nvb*" oifname "nvb*" drop
          }
          chain prerouting { type nat hook prerouting priority dstnat; policy accept;
        %s  }
          chain postrouting { type nat hook postrouting priority srcnat; policy accept;
            %s ip saddr @ranges ip daddr != @ranges masquerade
          }
        }
        """
                .formatted(ranges, within, chains, jumps, metadata, out);
    }

    // Each guest's device may send with its own addresses only, and IPv4 and ARP only: no DHCP
    // answers, no IPv6, no VLAN tags, no AoE. What is not known is dropped.
    private static String bridged(Collection<NetworkState> states) {
        StringBuilder own = new StringBuilder();
        StringBuilder macs = new StringBuilder();
        for (NetworkState state : states) {
            for (PortSpec port : state.ports()) {
                String device = Names.device(port.id());
                own.append("\"%s\" . %s . %s, ".formatted(device, port.mac(), port.address()));
                macs.append("\"%s\" . %s, ".formatted(device, port.mac()));
            }
        }
        return """
        table bridge nova {
          set own { type ifname . ether_addr . ipv4_addr; %s }
          set macs { type ifname . ether_addr; %s }
          chain from_guest {
            ether type arp iifname . ether saddr . arp saddr ip @own iifname . arp saddr ether . arp saddr ip @own accept
            ether type arp arp operation request arp saddr ip 0.0.0.0 iifname . ether saddr @macs iifname . arp saddr ether @macs accept
            ether type ip udp sport 67 drop
            ether type ip ip saddr 0.0.0.0 udp sport 68 udp dport 67 iifname . ether saddr @macs accept
            ether type ip iifname . ether saddr . ip saddr @own accept
            drop
          }
          chain prerouting { type filter hook prerouting priority -300; policy accept;
            iifname "nvt*" jump from_guest
          }
        }
        """
                .formatted(elements(own), elements(macs));
    }

    private static String elements(CharSequence list) {
        return list.length() == 0 ? "" : "elements = { " + list + "}";
    }
}

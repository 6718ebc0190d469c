package io.nova.driver.network.linux;

import static io.nova.model.DriverException.Kind.BROKEN;

import io.nova.json.Json;
import io.nova.model.DriverException;
import io.nova.model.network.Ipv4;
import io.nova.spi.network.PortSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The public addresses that this host answers for. They are mapped with one look into a map per
 * connection, and lie on the device that leads outside, so that its neighbours find them.
 */
final class Addresses {

    private static final String NAME = "ip nova_addresses";

    private final Path file;
    private final RuleSet table;
    private final HostLinks links;
    private final Connections connections;

    Addresses(Path directory, RuleSet table, HostLinks links, Connections connections) {
        file = directory.resolve("addresses");
        this.table = table;
        this.links = links;
        this.connections = connections;
    }

    static RuleSet table(Commands commands, String nft, Path run) {
        return new RuleSet(commands, nft, run, "addresses", List.of(NAME));
    }

    Map<Ipv4, Ipv4> mapped() {
        return read().map();
    }

    /** Returns those that may be on a device because of us. */
    Set<Ipv4> placed() {
        return Set.copyOf(read().placed());
    }

    /** Replaces the map. */
    void map(Map<Ipv4, Ipv4> addresses, Collection<NetworkState> networks)
            throws InterruptedException {
        AddressState before = read();
        require(
                new HashSet<>(addresses.values()).size() == addresses.size(),
                "two addresses lead to one guest: " + addresses);
        Map<Ipv4, String> there = links.addresses();
        for (Ipv4 address : addresses.keySet()) {
            require(
                    before.placed().contains(address) || !there.containsKey(address),
                    address + " is this host's own, on " + there.get(address));
        }
        write(before.towards(addresses));
        ensure(networks);
    }

    /** Brings the map about, and what was left undone. */
    void ensure(Collection<NetworkState> networks) throws InterruptedException {
        AddressState state = read();
        if (state.equals(AddressState.NONE)) {
            table.ensure("");
            return;
        }
        Map<Ipv4, Ipv4> map = state.map();
        String device = links.external();
        Map<Ipv4, String> there = links.addresses();
        // First those that go, and last those that come: in between, without a way to its guest,
        // an address would be the host's own.
        List<String> changes = new ArrayList<>();
        for (Ipv4 address : state.placed()) {
            String on = there.get(address);
            if (on != null && !(map.containsKey(address) && on.equals(device))) {
                changes.add("address del %s/32 dev %s".formatted(address, on));
            }
        }
        links.change(changes);
        table.ensure(map.isEmpty() ? "" : text(map, networks));
        List<Ipv4> fresh =
                map.keySet().stream().filter(one -> !device.equals(there.get(one))).toList();
        links.change(
                fresh.stream()
                        .map(one -> "address add %s/32 dev %s".formatted(one, device))
                        .toList());
        connections.endOver(state.moved());
        links.announce(device, fresh);
        links.reflect(devices(map, networks));
        if (!state.equals(state.done())) {
            write(state.done());
        }
    }

    private static List<String> devices(Map<Ipv4, Ipv4> map, Collection<NetworkState> networks) {
        Set<Ipv4> guests = Set.copyOf(map.values());
        return networks.stream()
                .flatMap(network -> network.ports().stream())
                .filter(port -> guests.contains(port.address()))
                .map(PortSpec::id)
                .map(Names::device)
                .toList();
    }

    // Between guests an address is mapped both ways, or the answer would miss this host. Their
    // connections to each other's own addresses stay as they are.
    private static String text(Map<Ipv4, Ipv4> map, Collection<NetworkState> networks) {
        String there =
                map.entrySet().stream()
                        .map(way -> way.getKey() + " : " + way.getValue())
                        .collect(Collectors.joining(", "));
        String back =
                map.entrySet().stream()
                        .map(way -> way.getValue() + " : " + way.getKey())
                        .collect(Collectors.joining(", "));
        String ranges =
                networks.stream()
                        .map(network -> network.network().cidr().value())
                        .collect(Collectors.joining(", "));
        return """
        table %s {
          map guests { type ipv4_addr : ipv4_addr; elements = { %s } }
          map publics { type ipv4_addr : ipv4_addr; elements = { %s } }
          set ranges { type ipv4_addr; flags interval; %s}
          chain prerouting { type nat hook prerouting priority dstnat; policy accept;
            dnat to ip daddr map @guests
          }
          chain output { type nat hook output priority -100; policy accept;
            dnat to ip daddr map @guests
          }
          chain postrouting { type nat hook postrouting priority 95; policy accept;
            ip saddr @ranges ip daddr @ranges ct status dnat snat to ip saddr map @publics
            ip saddr @ranges ip daddr @ranges accept
            snat to ip saddr map @publics
          }
        }
        """
                .formatted(
                        NAME,
                        there,
                        back,
                        ranges.isEmpty() ? "" : "elements = { " + ranges + " } ");
    }

    private AddressState read() {
        return WholeFiles.read(file)
                .map(text -> Json.read(text, AddressState.class))
                .orElse(AddressState.NONE);
    }

    private void write(AddressState state) {
        if (state.equals(AddressState.NONE)) {
            WholeFiles.delete(file);
        } else {
            WholeFiles.write(file, Json.write(state), "rw-------");
        }
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new DriverException(BROKEN, message);
        }
    }
}

package io.nova.agent.network;

import io.nova.model.DriverException;
import io.nova.model.Id;
import io.nova.model.InterfaceId;
import io.nova.model.SecurityGroupId;
import io.nova.model.network.Cidr;
import io.nova.model.network.Ipv4;
import io.nova.model.network.Traffic;
import io.nova.protocol.HostFilters;
import io.nova.protocol.HostFilters.FilteredPort;
import io.nova.protocol.HostFilters.FilteringGroup;
import io.nova.protocol.HostFilters.PublicAddress;
import io.nova.spi.network.AddressMapping;
import io.nova.spi.network.GuestRouting;
import io.nova.spi.network.NetworkDriver;
import io.nova.spi.network.PortFilter;
import io.nova.spi.network.PortFilter.Rule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a host should let through, in the driver's words, and the way to it. */
final class Filtering {

    private final Map<InterfaceId, List<Rule>> rules = new TreeMap<>();
    private final Map<SecurityGroupId, Set<Ipv4>> members = new TreeMap<>();
    private final Set<InterfaceId> carriers = new TreeSet<>();
    private final Map<Ipv4, Ipv4> addresses = new TreeMap<>();

    Filtering(HostFilters wanted) {
        Map<SecurityGroupId, List<Traffic>> traffic = new TreeMap<>();
        for (FilteringGroup group : wanted.groups()) {
            traffic.put(group.id(), group.rules());
            if (!group.members().isEmpty()) {
                members.put(group.id(), new TreeSet<>(group.members()));
            }
        }
        for (FilteredPort port : wanted.ports()) {
            Set<Traffic> all = new LinkedHashSet<>();
            port.groups().forEach(group -> all.addAll(traffic.getOrDefault(group, List.of())));
            rules.put(port.port(), rules(all));
            if (port.carries()) {
                carriers.add(port.port());
            }
        }
        for (PublicAddress address : wanted.addresses()) {
            addresses.put(address.address(), address.guest());
        }
    }

    /** Makes the differences to what the driver has, if it can filter at all. */
    void bringTo(NetworkDriver driver) throws InterruptedException {
        Faults faults = new Faults();
        if (driver instanceof PortFilter filter) {
            filter(filter, faults);
        }
        if (driver instanceof AddressMapping mapping) {
            faults.attempt(
                    () -> {
                        if (!mapping.mapped().equals(addresses)) {
                            mapping.map(addresses);
                        }
                    });
        }
        if (driver instanceof GuestRouting routing) {
            faults.attempt(
                    () -> {
                        if (!routing.routing().equals(carriers)) {
                            routing.route(carriers);
                        }
                    });
        }
        faults.report();
    }

    // Members before rules, so that a new rule holds whole at once; and what is left over last.
    private void filter(PortFilter filter, Faults faults) throws InterruptedException {
        Map<SecurityGroupId, Set<Ipv4>> groups = filter.groups();
        Map<InterfaceId, List<Rule>> filters = filter.filters();
        for (var group : members.entrySet()) {
            if (!group.getValue().equals(groups.get(group.getKey()))) {
                faults.attempt(() -> filter.members(group.getKey(), group.getValue()));
            }
        }
        for (var port : rules.entrySet()) {
            if (!port.getValue().equals(filters.get(port.getKey()))) {
                faults.attempt(() -> filter.filter(port.getKey(), port.getValue()));
            }
        }
        for (InterfaceId port : filters.keySet()) {
            if (!rules.containsKey(port)) {
                faults.attempt(() -> filter.forget(port));
            }
        }
        for (SecurityGroupId group : groups.keySet()) {
            if (!members.containsKey(group)) {
                faults.attempt(() -> filter.members(group, Set.of()));
            }
        }
    }

    // One rule for the same traffic with all its peers. Guests have no IPv6.
    private static List<Rule> rules(Set<Traffic> all) {
        Map<List<Integer>, List<Traffic>> alike = new LinkedHashMap<>();
        for (Traffic one : all) {
            if (!one.peer().isIpv6()) {
                List<Integer> kind =
                        List.of(one.egress() ? 1 : 0, one.protocol(), one.from(), one.to());
                alike.computeIfAbsent(kind, fresh -> new ArrayList<>()).add(one);
            }
        }
        return alike.values().stream().map(Filtering::rule).toList();
    }

    private static Rule rule(List<Traffic> alike) {
        Traffic first = alike.get(0);
        return new Rule(
                !first.egress(),
                first.protocol(),
                first.from(),
                first.to(),
                alike.stream()
                        .map(Traffic::peer)
                        .filter(peer -> !peer.isGroup())
                        .map(peer -> new Cidr(peer.value()))
                        .toList(),
                alike.stream()
                        .map(Traffic::peer)
                        .filter(Traffic.Peer::isGroup)
                        .map(Id::value)
                        .map(SecurityGroupId::new)
                        .toList());
    }

    /** Lets no port wait for what another one's rules meet. */
    private static final class Faults {

        private interface Step {
            void run() throws InterruptedException;
        }

        private final List<DriverException> all = new ArrayList<>();

        void attempt(Step step) throws InterruptedException {
            try {
                step.run();
            } catch (DriverException e) {
                all.add(e);
            }
        }

        void report() {
            if (!all.isEmpty()) {
                DriverException first = all.get(0);
                all.subList(1, all.size()).forEach(first::addSuppressed);
                throw first;
            }
        }
    }
}

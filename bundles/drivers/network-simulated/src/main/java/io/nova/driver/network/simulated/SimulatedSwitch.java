package io.nova.driver.network.simulated;

import static io.nova.model.DriverException.Kind.BROKEN;
import static io.nova.model.DriverException.Kind.BUSY;

import io.nova.model.DriverException;
import io.nova.model.InterfaceId;
import io.nova.model.NetworkId;
import io.nova.model.SecurityGroupId;
import io.nova.model.network.Cidr;
import io.nova.model.network.Ipv4;
import io.nova.model.network.MacAddress;
import io.nova.spi.network.NetworkSpec;
import io.nova.spi.network.PortFilter;
import io.nova.spi.network.PortFilter.Rule;
import io.nova.spi.network.PortLink;
import io.nova.spi.network.PortSpec;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The networks of the pretended host. It keeps them while drivers come and go, as a real host does:
 * a test holds it and puts one driver object after another on it.
 *
 * <p>The public methods are what happens on a host without the driver being asked.
 */
public final class SimulatedSwitch {

    private static final int SHORTEST_MTU = 576;
    private static final int LONGEST_MTU = 65535;

    private final Map<NetworkId, NetworkSpec> networks = new TreeMap<>();
    private final Map<InterfaceId, PortSpec> ports = new TreeMap<>();
    private final Map<Place, InterfaceId> taken = new HashMap<>();
    // Networks that someone else took away; what their ports were is still known to the host.
    private final Set<NetworkId> lost = new TreeSet<>();
    private final Queue<DriverException.Kind> failures = new ArrayDeque<>();
    private final Firewall firewall;
    private final Set<InterfaceId> routing = new TreeSet<>();
    private final Set<InterfaceId> silent = new TreeSet<>();
    private final Set<Ipv4> peers = new TreeSet<>();
    private Optional<Ipv4> underlay = Optional.empty();

    /** What only one port of a network has: an address, or a MAC address. */
    private record Place(NetworkId network, String address) {}

    public SimulatedSwitch() {
        this(new Firewall());
    }

    private SimulatedSwitch(Firewall firewall) {
        this.firewall = firewall;
    }

    /** Returns a host in the same state that goes its own way from here. */
    public synchronized SimulatedSwitch copy() {
        SimulatedSwitch copy = new SimulatedSwitch(firewall.copy());
        copy.networks.putAll(networks);
        ports.values().forEach(copy::add);
        copy.lost.addAll(lost);
        copy.failures.addAll(failures);
        copy.silent.addAll(silent);
        copy.routing.addAll(routing);
        copy.peers.addAll(peers);
        copy.underlay = underlay;
        return copy;
    }

    /** Lets one coming {@code ensure} or {@code connect} fail; several are taken in turn. */
    public synchronized void failNext(DriverException.Kind kind) {
        failures.add(kind);
    }

    /** Takes a network away behind the driver's back, until it is ensured again. */
    public synchronized void lose(NetworkId network) {
        if (networks.containsKey(network)) {
            lost.add(network);
        }
    }

    /** Forgets everything, as a host that is switched off and on does. */
    public synchronized void restart() {
        networks.clear();
        ports.clear();
        taken.clear();
        lost.clear();
        routing.clear();
        peers.clear();
        firewall.clear();
    }

    /**
     * Tells whether the host lets someone open a connection.
     *
     * @param from a guest's address, or anyone's
     * @param to a guest's address, or a public one that leads to it
     * @param port or the ICMP type
     */
    public synchronized boolean passes(Ipv4 from, Ipv4 to, int protocol, int port) {
        return firewall.passes(ports.values(), from, to, protocol, port);
    }

    /** Returns what DHCP tells a guest with this Ethernet address. */
    public synchronized Optional<Ipv4> lease(NetworkId network, MacAddress mac) {
        return ports.values().stream()
                .filter(port -> works(network) && port.network().equals(network))
                .filter(port -> port.mac().equals(mac))
                .map(PortSpec::address)
                .findFirst();
    }

    /** Lets the guest of a port hang, or answer again. */
    public synchronized void silence(InterfaceId port, boolean on) {
        if (on) {
            silent.add(port);
        } else {
            silent.remove(port);
        }
    }

    /** Lets the host have tunnels that end at this address, or none. */
    public synchronized void tunnel(Optional<Ipv4> address) {
        underlay = address;
    }

    synchronized Optional<Ipv4> underlay() {
        return underlay;
    }

    synchronized void peers(Set<Ipv4> hosts) {
        peers.clear();
        peers.addAll(hosts);
    }

    /** Returns the hosts that its tunnels lead to. */
    public synchronized Set<Ipv4> peers() {
        return new TreeSet<>(peers);
    }

    synchronized void route(Set<InterfaceId> wanted) {
        routing.clear();
        routing.addAll(wanted);
    }

    /** Returns the ports whose guests may carry others' traffic. */
    public synchronized Set<InterfaceId> routing() {
        return new TreeSet<>(routing);
    }

    synchronized Map<InterfaceId, Boolean> probe(Collection<InterfaceId> asked) {
        Map<InterfaceId, Boolean> answers = new TreeMap<>();
        for (InterfaceId id : asked) {
            PortSpec port = ports.get(id);
            if (port != null) {
                answers.put(id, works(port.network()) && !silent.contains(id));
            }
        }
        return answers;
    }

    /** Tells whether the network works. */
    public synchronized boolean works(NetworkId network) {
        return networks.containsKey(network) && !lost.contains(network);
    }

    /** Returns all networks, lost ones too, in the order of their ids. */
    public synchronized Collection<NetworkSpec> networks() {
        return List.copyOf(networks.values());
    }

    /** Returns all ports, those of lost networks too, in the order of their ids. */
    public synchronized Collection<PortSpec> ports() {
        return List.copyOf(ports.values());
    }

    synchronized void ensure(NetworkSpec network) {
        failIfTold("ensure " + network.id());
        require(network.cidr().contains(network.gateway()), BROKEN, "gateway outside: " + network);
        require(
                network.mtu() >= SHORTEST_MTU && network.mtu() <= LONGEST_MTU,
                BROKEN,
                "no such MTU: " + network);
        for (NetworkSpec other : networks.values()) {
            require(
                    other.id().equals(network.id()) || !overlap(other.cidr(), network.cidr()),
                    BROKEN,
                    network.id() + " overlaps " + other.id());
        }
        networks.put(network.id(), network);
        lost.remove(network.id());
    }

    synchronized void remove(NetworkId network) {
        for (PortSpec port : ports.values()) {
            require(!port.network().equals(network), BUSY, network + " has " + port.id());
        }
        networks.remove(network);
        lost.remove(network);
    }

    synchronized PortLink connect(PortSpec port) {
        failIfTold("connect " + port.id());
        NetworkSpec network = networks.get(port.network());
        if (network == null || lost.contains(port.network())) {
            throw new DriverException(BUSY, port.network() + " is not on this host yet");
        }
        require(
                isForGuests(port.address(), network),
                BROKEN,
                port.address() + " is no guest's address in " + network.id());
        require(
                port.hostname().matches("[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"),
                BROKEN,
                "no host name: " + port.hostname());
        for (Place place : places(port)) {
            InterfaceId other = taken.getOrDefault(place, port.id());
            require(
                    other.equals(port.id()),
                    BUSY,
                    other + " still has the address of " + port.id());
        }
        PortSpec before = ports.get(port.id());
        if (before != null && !before.equals(port)) {
            drop(before);
            firewall.forget(port.id());
        }
        add(port);
        return new PortLink(name("nvbr", network.id().value()), name("nv", port.id().value()));
    }

    synchronized void disconnect(InterfaceId port) {
        PortSpec known = ports.get(port);
        if (known != null) {
            drop(known);
        }
        firewall.forget(port);
    }

    private void add(PortSpec port) {
        ports.put(port.id(), port);
        places(port).forEach(place -> taken.put(place, port.id()));
    }

    private void drop(PortSpec port) {
        ports.remove(port.id());
        taken.keySet().removeAll(places(port));
    }

    private static List<Place> places(PortSpec port) {
        return List.of(
                new Place(port.network(), port.address().value()),
                new Place(port.network(), port.mac().value()));
    }

    synchronized void filter(InterfaceId port, List<Rule> rules) {
        rules.forEach(
                rule ->
                        require(
                                rule.protocol() >= -1
                                        && rule.protocol() <= 255
                                        && (!List.of(6, 17).contains(rule.protocol())
                                                || isRange(rule)),
                                BROKEN,
                                "there is no such traffic: " + rule));
        firewall.filter(port, rules);
    }

    private static boolean isRange(Rule rule) {
        return rule.fromPort() == PortFilter.ALL
                || (rule.fromPort() <= rule.toPort() && rule.toPort() <= 65535);
    }

    synchronized void forget(InterfaceId port) {
        firewall.forget(port);
    }

    synchronized void members(SecurityGroupId group, Set<Ipv4> addresses) {
        firewall.members(group, addresses);
    }

    synchronized Map<InterfaceId, List<Rule>> filters() {
        return firewall.filters();
    }

    synchronized Map<SecurityGroupId, Set<Ipv4>> groups() {
        return firewall.groups();
    }

    synchronized void map(Map<Ipv4, Ipv4> addresses) {
        require(
                Set.copyOf(addresses.values()).size() == addresses.size(),
                BROKEN,
                "two addresses lead to one guest: " + addresses);
        firewall.map(addresses);
    }

    /** Returns which public address leads to which guest's. */
    public synchronized Map<Ipv4, Ipv4> mapped() {
        return firewall.mapped();
    }

    private void failIfTold(String what) {
        DriverException.Kind kind = failures.poll();
        if (kind != null) {
            throw new DriverException(kind, "told to fail: " + what);
        }
    }

    private static boolean isForGuests(Ipv4 address, NetworkSpec network) {
        return network.cidr().contains(address)
                && !List.of(network.gateway(), network.cidr().network(), network.cidr().broadcast())
                        .contains(address);
    }

    private static boolean overlap(Cidr one, Cidr other) {
        return one.contains(other.network()) || other.contains(one.network());
    }

    // The last digits of an id are as random as the first.
    private static String name(String prefix, String id) {
        return prefix + id.substring(Math.max(id.indexOf('-') + 1, id.length() - 11));
    }

    private static void require(boolean holds, DriverException.Kind kind, String message) {
        if (!holds) {
            throw new DriverException(kind, message);
        }
    }
}

package io.nova.driver.network.linux;

import io.nova.model.InterfaceId;
import io.nova.model.NetworkId;
import io.nova.model.network.Ipv4;
import io.nova.spi.network.NetworkSpec;
import io.nova.spi.network.PortSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What a host has of networks: rules, bridges and DHCP servers, in the order that is safe. */
final class LinuxHost {

    private static final String FORWARDING = "/proc/sys/net/ipv4/ip_forward";
    private static final String BRIDGED = "/proc/sys/net/bridge/bridge-nf-call-iptables";
    private static final String TEE = "/usr/bin/tee";

    private final Commands commands;
    private final Path runDirectory;
    private final Rules rules;
    private final Bridges bridges;
    private final Dnsmasq dnsmasq;
    private final Connections connections;
    private final FilterState filterState;
    private final Filters filters;
    private final Addresses addresses;
    private final Probes probes;
    private final Uplinks uplinks;

    LinuxHost(Settings settings, Tools tools) {
        commands =
                new Commands(settings.prefix(tools), Duration.ofSeconds(settings.commandSeconds()));
        // A name of its own, since several hosts may share a machine; open, since dnsmasq is
        // not root; and not below the state's directory, which may be in someone's home.
        runDirectory =
                WholeFiles.directory(
                        WholeFiles.directory(settings.runDirectory(), "rwxr-xr-x")
                                .resolve(
                                        Names.digest(settings.directory().toString())
                                                .substring(0, 12)),
                        "rwxr-xr-x");
        filterState = new FilterState(settings.directory());
        HostLinks links = new HostLinks(commands, tools, settings.external(), runDirectory);
        uplinks =
                new Uplinks(
                        commands,
                        tools.ip(),
                        settings.uplink(),
                        new UplinkState(settings.directory()),
                        new Underlay.Search(
                                commands, tools.ip(), links, settings.uplink().underlay()),
                        () -> addresses().placed(),
                        new Tunnel(commands, tools, runDirectory));
        rules = new Rules(commands, tools.nft(), settings.external(), filterState, runDirectory);
        bridges = new Bridges(commands, tools.ip(), runDirectory);
        dnsmasq =
                new Dnsmasq(
                        commands,
                        tools,
                        runDirectory,
                        settings.leaseSeconds(),
                        !settings.uplink().isNone());
        connections = new Connections(commands, tools.conntrack(), runDirectory);
        probes = new Probes(commands, tools.ip(), runDirectory);
        filters = new Filters(filterState, commands, tools.nft(), connections, runDirectory);
        addresses =
                new Addresses(
                        settings.directory(),
                        Addresses.table(commands, tools.nft(), runDirectory),
                        links,
                        connections);
    }

    Filters filters() {
        return filters;
    }

    Addresses addresses() {
        return addresses;
    }

    Probes probes() {
        return probes;
    }

    /** Returns where this host is on the network that its tunnels go over, if it has any. */
    Optional<Ipv4> underlay() throws InterruptedException {
        return uplinks.underlay().map(Underlay::address);
    }

    Set<Ipv4> peers() {
        return uplinks.peers();
    }

    /** Replaces the other hosts. */
    void peers(Set<Ipv4> hosts, Collection<NetworkState> all) throws InterruptedException {
        uplinks.write(hosts);
        protect(all);
        uplinks.flood(all);
    }

    /** Brings one of the networks about. */
    void ensure(NetworkState state, Collection<NetworkState> all) throws InterruptedException {
        set(FORWARDING);
        filterBridges();
        // Before the bridge, so that nobody gets onto it while it is open.
        filters.ensure(all);
        protect(all);
        NetworkState fitting = fitting(state, all);
        int bridge = bridges.ensure(fitting.network());
        uplinks.join(state.network(), fitting.network().mtu(), all);
        dnsmasq.ensure(fitting, bridge);
        addresses.ensure(all);
    }

    Set<InterfaceId> routing() {
        return filterState.routing();
    }

    /** Replaces the ports that carry others' traffic: their rules hold before and after it. */
    void route(Set<InterfaceId> ports, Collection<NetworkState> all) throws InterruptedException {
        Set<InterfaceId> both = new TreeSet<>(filterState.routing());
        both.addAll(ports);
        filters.ensure(all, both);
        filterState.writeRouting(ports);
        protect(all);
        filters.ensure(all);
    }

    boolean has(NetworkId network) throws InterruptedException {
        return bridges.find(network).isPresent();
    }

    /** Brings a port of one of the networks about, whose bridge is there. */
    void connect(PortSpec port, NetworkState state, Collection<NetworkState> all)
            throws InterruptedException {
        // It is shut before it is anywhere.
        filters.add(port, all);
        protect(all);
        Optional<Integer> bridge = bridges.find(state.network().id());
        if (bridge.isPresent()) {
            dnsmasq.ensure(fitting(state, all), bridge.get());
        }
    }

    /** Takes away what is left of a port that is in none of the networks any longer. */
    void forget(PortSpec port, NetworkState state, Collection<NetworkState> all)
            throws InterruptedException {
        protect(all);
        filters.remove(port, all);
        dnsmasq.release(state, port);
        // Or the connections of the old guest would reach the next one with its address.
        connections.endOf(port.address());
    }

    /** Takes a network away. */
    void remove(NetworkId network, Collection<NetworkState> others) throws InterruptedException {
        dnsmasq.remove(network);
        uplinks.leave(others);
        bridges.remove(network);
        // Last, as long as something may still be on the bridge.
        protect(others);
        filters.ensure(others);
    }

    // A former uplink goes before its rules do, whatever it is that changes them.
    private void protect(Collection<NetworkState> all) throws InterruptedException {
        uplinks.leave(all);
        rules.ensure(all, uplinks.wanted(all));
    }

    // As large as packets may be on the way to other hosts.
    private NetworkState fitting(NetworkState state, Collection<NetworkState> all)
            throws InterruptedException {
        NetworkSpec network = state.network();
        return new NetworkState(network.with(uplinks.mtu(network, all)), state.ports());
    }

    // Packets between guests of one bridge go through the filters too.
    private void filterBridges() throws InterruptedException {
        Optional<String> modprobe = Tools.modprobe();
        if (!Files.exists(Path.of(BRIDGED)) && modprobe.isPresent()) {
            commands.attempt(List.of(modprobe.get(), "br_netfilter"));
        }
        set(BRIDGED);
    }

    private void set(String switched) throws InterruptedException {
        Path one = runDirectory.resolve("one");
        if (WholeFiles.read(one).isEmpty()) {
            WholeFiles.write(one, "1\n", "rw-------");
        }
        // Inside the host's network namespace, where only a process of it can write.
        commands.run(List.of(TEE, switched), one);
    }
}

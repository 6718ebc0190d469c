package io.nova.driver.network.linux;

import io.nova.model.InterfaceId;
import io.nova.model.NetworkId;
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
        rules = new Rules(commands, tools.nft(), settings.external(), filterState, runDirectory);
        bridges = new Bridges(commands, tools.ip(), runDirectory);
        dnsmasq = new Dnsmasq(commands, tools, runDirectory, settings.leaseSeconds());
        connections = new Connections(commands, tools.conntrack(), runDirectory);
        probes = new Probes(commands, tools.ip(), runDirectory);
        filters = new Filters(filterState, commands, tools.nft(), connections, runDirectory);
        addresses =
                new Addresses(
                        settings.directory(),
                        Addresses.table(commands, tools.nft(), runDirectory),
                        new HostLinks(commands, tools, settings.external(), runDirectory),
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

    /** Brings one of the networks about. */
    void ensure(NetworkState state, Collection<NetworkState> all) throws InterruptedException {
        set(FORWARDING);
        filterBridges();
        // Before the bridge, so that nobody gets onto it while it is open.
        filters.ensure(all);
        rules.ensure(all);
        dnsmasq.ensure(state, bridges.ensure(state.network()));
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
        rules.ensure(all);
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
        rules.ensure(all);
        Optional<Integer> bridge = bridges.find(state.network().id());
        if (bridge.isPresent()) {
            dnsmasq.ensure(state, bridge.get());
        }
    }

    /** Takes away what is left of a port that is in none of the networks any longer. */
    void forget(PortSpec port, NetworkState state, Collection<NetworkState> all)
            throws InterruptedException {
        rules.ensure(all);
        filters.remove(port, all);
        dnsmasq.release(state, port);
        // Or the connections of the old guest would reach the next one with its address.
        connections.endOf(port.address());
    }

    /** Takes a network away. */
    void remove(NetworkId network, Collection<NetworkState> others) throws InterruptedException {
        dnsmasq.remove(network);
        bridges.remove(network);
        // Last, as long as something may still be on the bridge.
        rules.ensure(others);
        filters.ensure(others);
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

package io.nova.driver.network.linux;

import io.nova.model.DriverException;
import io.nova.model.DriverException.Kind;
import io.nova.model.InterfaceId;
import io.nova.model.NetworkId;
import io.nova.model.SecurityGroupId;
import io.nova.model.network.Ipv4;
import io.nova.spi.network.AddressMapping;
import io.nova.spi.network.GuestProbe;
import io.nova.spi.network.GuestRouting;
import io.nova.spi.network.HostTunnels;
import io.nova.spi.network.NetworkDriver;
import io.nova.spi.network.NetworkSpec;
import io.nova.spi.network.PortFilter;
import io.nova.spi.network.PortLink;
import io.nova.spi.network.PortSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Connects guests with a bridge, a dnsmasq and nftables rules per network. */
@Component(
        configurationPid = LinuxNetwork.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = NetworkDriver.DRIVER_NAME + "=linux")
@Designate(ocd = LinuxNetwork.Config.class)
public final class LinuxNetwork
        implements NetworkDriver,
                PortFilter,
                AddressMapping,
                GuestProbe,
                GuestRouting,
                HostTunnels {

    static final String PID = "io.nova.driver.network.linux";

    /** How the host is. */
    @ObjectClassDefinition(name = "Linux network")
    public @interface Config {
        @AttributeDefinition(description = "Where the networks of this host are remembered")
        String directory() default "";

        @AttributeDefinition(
                description = "Files of running processes; every user must be able to enter it")
        String runDirectory() default "/run/nova/network";

        @AttributeDefinition(description = "How networks are told apart: flat")
        String mode() default "flat";

        @AttributeDefinition(
                description =
                        "Device by which guests leave, and that has their public addresses; empty:"
                                + " whichever the route says, and that of the default route or lo")
        String externalInterface() default "";

        @AttributeDefinition(
                description =
                        "How guests reach those of other hosts: by a device of this host without"
                                + " addresses, which becomes a port of the bridge, or in tunnels if it"
                                + " is vxlan; empty: not at all")
        String uplink() default "";

        @AttributeDefinition(
                description =
                        "The address by which other hosts reach this one in tunnels, or the device"
                                + " that has it; empty: the device of the default route")
        String underlay() default "";

        @AttributeDefinition(
                description = "Number of the tunnels, the same on all hosts of the cloud")
        int vxlanId() default 8773;

        @AttributeDefinition(
                description = "UDP port of the tunnels, the same on all hosts of the cloud")
        int vxlanPort() default 4789;

        @AttributeDefinition(
                description = "Network namespace that is the host; empty: the process's own")
        String namespace() default "";

        @AttributeDefinition(description = "Time of a guest's DHCP lease, in seconds")
        int leaseSeconds() default 3600;

        @AttributeDefinition(description = "Longest time of one command, in seconds")
        int commandSeconds() default 20;

        @AttributeDefinition(description = "Absolute path of ip; empty: looked up")
        String ip() default "";

        @AttributeDefinition(description = "Absolute path of nft; empty: looked up")
        String nft() default "";

        @AttributeDefinition(description = "Absolute path of dnsmasq; empty: looked up")
        String dnsmasq() default "";

        @AttributeDefinition(description = "Absolute path of dhcp_release; empty: looked up")
        String dhcpRelease() default "";

        @AttributeDefinition(description = "Absolute path of conntrack; empty: looked up")
        String conntrack() default "";

        @AttributeDefinition(description = "Absolute path of kill; empty: looked up")
        String kill() default "";

        @AttributeDefinition(
                description =
                        "Absolute path of arping, which tells neighbours of public addresses;"
                                + " empty: looked up")
        String arping() default "";

        @AttributeDefinition(description = "Absolute path of bridge; empty: looked up")
        String bridge() default "";
    }

    private final HostState state;
    private final LinuxHost host;

    @Activate
    public LinuxNetwork(Config config) {
        Settings settings = Settings.of(config);
        Tools tools = Tools.find(config);
        requireRoot();
        host = new LinuxHost(settings, tools);
        state = new HostState(settings.directory());
    }

    @Override
    public void ensure(NetworkSpec network) throws InterruptedException {
        HostState.Lock lock = state.lock();
        try (lock) {
            Map<NetworkId, NetworkState> all = state.read();
            Optional<NetworkState> before = Optional.ofNullable(all.get(network.id()));
            NetworkState wanted =
                    new NetworkState(network, before.map(NetworkState::ports).orElseGet(List::of));
            Requirements.check(wanted, all.values());
            state.write(wanted);
            all.put(network.id(), wanted);
            try {
                host.ensure(wanted, all.values());
            } catch (DriverException e) {
                if (before.isEmpty()) {
                    all.remove(network.id());
                    undo(network.id(), all, e);
                }
                throw e;
            }
        }
    }

    @Override
    public void remove(NetworkId network) throws InterruptedException {
        HostState.Lock lock = state.lock();
        try (lock) {
            Map<NetworkId, NetworkState> all = state.read();
            NetworkState known = all.remove(network);
            if (known == null) {
                return;
            }
            if (!known.ports().isEmpty()) {
                throw new DriverException(
                        Kind.BUSY, network + " has " + known.ports().size() + " ports");
            }
            take(network, all);
        }
    }

    @Override
    public Collection<NetworkSpec> networks() {
        return state.read().values().stream().map(NetworkState::network).toList();
    }

    @Override
    public PortLink connect(PortSpec port) throws InterruptedException {
        HostState.Lock lock = state.lock();
        try (lock) {
            Map<NetworkId, NetworkState> all = state.read();
            NetworkState network = all.get(port.network());
            if (network == null || !host.has(port.network())) {
                throw new DriverException(Kind.BUSY, port.network() + " is not on this host yet");
            }
            Requirements.check(port, network);
            forgetOthers(port, all);
            NetworkState wanted = network.with(port);
            state.write(wanted);
            all.put(port.network(), wanted);
            host.connect(port, wanted, all.values());
            return new PortLink(Names.bridge(port.network()), Names.device(port.id()));
        }
    }

    @Override
    public void disconnect(InterfaceId port) throws InterruptedException {
        HostState.Lock lock = state.lock();
        try (lock) {
            Map<NetworkId, NetworkState> all = state.read();
            for (NetworkState network : List.copyOf(all.values())) {
                Optional<PortSpec> known = network.find(port);
                if (known.isPresent()) {
                    forget(known.get(), network, all);
                }
            }
            // Those that it got before it was connected, should it never have been.
            host.filters().filter(port, Optional.empty(), all.values());
        }
    }

    @Override
    public Collection<PortSpec> ports() {
        return state.read().values().stream().flatMap(network -> network.ports().stream()).toList();
    }

    @Override
    public void filter(InterfaceId port, List<Rule> rules) throws InterruptedException {
        rules.forEach(Requirements::check);
        HostState.Lock lock = state.lock();
        try (lock) {
            host.filters().filter(port, Optional.of(rules), state.read().values());
        }
    }

    @Override
    public void forget(InterfaceId port) throws InterruptedException {
        HostState.Lock lock = state.lock();
        try (lock) {
            host.filters().filter(port, Optional.empty(), state.read().values());
        }
    }

    @Override
    public void members(SecurityGroupId group, Set<Ipv4> addresses) throws InterruptedException {
        HostState.Lock lock = state.lock();
        try (lock) {
            host.filters().members(group, addresses, state.read().values());
        }
    }

    @Override
    public Map<InterfaceId, List<Rule>> filters() {
        return host.filters().filters();
    }

    @Override
    public Map<SecurityGroupId, Set<Ipv4>> groups() {
        return host.filters().groups();
    }

    @Override
    public void map(Map<Ipv4, Ipv4> addresses) throws InterruptedException {
        HostState.Lock lock = state.lock();
        try (lock) {
            host.addresses().map(addresses, state.read().values());
        }
    }

    @Override
    public Map<Ipv4, Ipv4> mapped() {
        return host.addresses().mapped();
    }

    @Override
    public void route(Set<InterfaceId> ports) throws InterruptedException {
        HostState.Lock lock = state.lock();
        try (lock) {
            host.route(ports, state.read().values());
        }
    }

    @Override
    public Set<InterfaceId> routing() {
        return host.routing();
    }

    @Override
    public Map<InterfaceId, Boolean> probe(Collection<InterfaceId> ports)
            throws InterruptedException {
        return host.probes().probe(ports(), Set.copyOf(ports));
    }

    @Override
    public Optional<Ipv4> underlay() throws InterruptedException {
        return host.underlay();
    }

    @Override
    public void peers(Set<Ipv4> hosts) throws InterruptedException {
        HostState.Lock lock = state.lock();
        try (lock) {
            host.peers(hosts, state.read().values());
        }
    }

    @Override
    public Set<Ipv4> peers() {
        return host.peers();
    }

    // A port that was something else before: its old address and rules must go.
    private void forgetOthers(PortSpec port, Map<NetworkId, NetworkState> all)
            throws InterruptedException {
        for (NetworkState network : List.copyOf(all.values())) {
            Optional<PortSpec> known = network.find(port.id());
            if (known.isPresent() && !known.get().equals(port)) {
                forget(known.get(), network, all);
            }
        }
    }

    private void forget(PortSpec port, NetworkState network, Map<NetworkId, NetworkState> all)
            throws InterruptedException {
        NetworkState without = network.without(port.id());
        all.put(port.network(), without);
        host.forget(port, without, all.values());
        // Only now: whoever dies before this line leaves a port that can be taken away again.
        state.write(without);
    }

    private void take(NetworkId network, Map<NetworkId, NetworkState> others)
            throws InterruptedException {
        host.remove(network, others.values());
        state.delete(network);
    }

    private void undo(NetworkId network, Map<NetworkId, NetworkState> others, DriverException why)
            throws InterruptedException {
        try {
            take(network, others);
        } catch (DriverException e) {
            // It stays listed, and may be removed later.
            why.addSuppressed(e);
        }
    }

    private static void requireRoot() {
        try {
            if (!Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
                throw new IllegalStateException(PID + ": only root can make networks");
            }
        } catch (IOException e) {
            throw new IllegalStateException(PID + ": no /proc", e);
        }
    }
}

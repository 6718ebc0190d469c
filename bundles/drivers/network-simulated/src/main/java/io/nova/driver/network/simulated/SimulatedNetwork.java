package io.nova.driver.network.simulated;

import io.nova.model.InterfaceId;
import io.nova.model.NetworkId;
import io.nova.model.SecurityGroupId;
import io.nova.model.network.Ipv4;
import io.nova.model.setting.SettingsFile;
import io.nova.spi.network.AddressMapping;
import io.nova.spi.network.GuestProbe;
import io.nova.spi.network.GuestRouting;
import io.nova.spi.network.HostTunnels;
import io.nova.spi.network.NetworkDriver;
import io.nova.spi.network.NetworkSpec;
import io.nova.spi.network.PortFilter;
import io.nova.spi.network.PortLink;
import io.nova.spi.network.PortSpec;
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

/** Pretends networks, so that the whole cloud runs without root and in tests. */
@Component(
        configurationPid = SimulatedNetwork.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = NetworkDriver.DRIVER_NAME + "=simulated")
@Designate(ocd = SimulatedNetwork.Config.class)
public final class SimulatedNetwork
        implements NetworkDriver,
                PortFilter,
                AddressMapping,
                GuestProbe,
                GuestRouting,
                HostTunnels {

    static final String PID = "io.nova.driver.network.simulated";

    /** How the pretended host is. */
    @ObjectClassDefinition(name = "Simulated network")
    public @interface Config {
        @AttributeDefinition(description = "How long ensure and connect take each, in milliseconds")
        int latencyMillis() default 0;
    }

    private final SimulatedSwitch host;
    private final int latencyMillis;

    @Activate
    public SimulatedNetwork(Config config) {
        this(
                new SimulatedSwitch(),
                SettingsFile.of(PID).atLeast("latencyMillis", config::latencyMillis, 0));
    }

    /** Puts a driver on a host, on which other drivers may have been before. */
    public SimulatedNetwork(SimulatedSwitch host, int latencyMillis) {
        this.host = host;
        this.latencyMillis = latencyMillis;
    }

    @Override
    public void ensure(NetworkSpec network) throws InterruptedException {
        pause();
        host.ensure(network);
    }

    @Override
    public void remove(NetworkId network) {
        host.remove(network);
    }

    @Override
    public Collection<NetworkSpec> networks() {
        return host.networks();
    }

    @Override
    public PortLink connect(PortSpec port) throws InterruptedException {
        pause();
        return host.connect(port);
    }

    @Override
    public void disconnect(InterfaceId port) {
        host.disconnect(port);
    }

    @Override
    public Collection<PortSpec> ports() {
        return host.ports();
    }

    @Override
    public void filter(InterfaceId port, List<Rule> rules) {
        host.filter(port, rules);
    }

    @Override
    public void forget(InterfaceId port) {
        host.forget(port);
    }

    @Override
    public void members(SecurityGroupId group, Set<Ipv4> addresses) {
        host.members(group, addresses);
    }

    @Override
    public Map<InterfaceId, List<Rule>> filters() {
        return host.filters();
    }

    @Override
    public Map<SecurityGroupId, Set<Ipv4>> groups() {
        return host.groups();
    }

    @Override
    public void map(Map<Ipv4, Ipv4> addresses) {
        host.map(addresses);
    }

    @Override
    public Map<Ipv4, Ipv4> mapped() {
        return host.mapped();
    }

    @Override
    public void route(Set<InterfaceId> ports) {
        host.route(ports);
    }

    @Override
    public Set<InterfaceId> routing() {
        return host.routing();
    }

    @Override
    public Map<InterfaceId, Boolean> probe(Collection<InterfaceId> ports) {
        return host.probe(ports);
    }

    @Override
    public Optional<Ipv4> underlay() {
        return host.underlay();
    }

    @Override
    public void peers(Set<Ipv4> hosts) {
        host.peers(hosts);
    }

    @Override
    public Set<Ipv4> peers() {
        return host.peers();
    }

    // Before anything is made, so that an interrupt leaves nothing.
    private void pause() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("before the call");
        }
        if (latencyMillis > 0) {
            Thread.sleep(latencyMillis);
        }
    }
}

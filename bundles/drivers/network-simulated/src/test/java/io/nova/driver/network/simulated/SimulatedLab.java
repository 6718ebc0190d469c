package io.nova.driver.network.simulated;

import io.nova.model.NetworkId;
import io.nova.model.network.Ipv4;
import io.nova.spi.network.NetworkDriver;
import io.nova.spi.network.NetworkSpec;
import io.nova.spi.network.PortLink;
import io.nova.spi.network.PortSpec;
import io.nova.testkit.network.FilterLab;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A pretended host; drivers come and go on its switch. */
final class SimulatedLab implements FilterLab {

    private final SimulatedSwitch host;

    SimulatedLab(SimulatedSwitch host) {
        this.host = host;
    }

    @Override
    public NetworkDriver open() {
        return new SimulatedNetwork(host, 0);
    }

    @Override
    public void close(NetworkDriver driver) {
        // Nothing is held by a driver object.
    }

    @Override
    public List<String> traces(NetworkId network) {
        List<String> traces = new ArrayList<>();
        host.networks().stream()
                .filter(spec -> spec.id().equals(network))
                .forEach(spec -> traces.add(spec.toString()));
        portsOf(network).forEach(port -> traces.add(port.toString()));
        return traces;
    }

    @Override
    public List<String> defects(NetworkSpec network, Collection<PortSpec> ports) {
        List<String> defects = new ArrayList<>();
        if (!host.works(network.id()) || !host.networks().contains(network)) {
            defects.add("no " + network);
        }
        if (!portsOf(network.id()).equals(Set.copyOf(ports))) {
            defects.add("other ports: " + portsOf(network.id()));
        }
        return defects;
    }

    @Override
    public Map<String, Damage> damages() {
        return Map.of("lost", network -> host.lose(network.id()));
    }

    @Override
    public void plug(PortSpec port, PortLink link) {
        host.silence(port.id(), false);
    }

    @Override
    public void hang(PortSpec port, boolean on) {
        host.silence(port.id(), on);
    }

    @Override
    public Ipv4 outside() {
        return new Ipv4("192.0.2.1");
    }

    @Override
    public Ipv4 free(int which) {
        return Ipv4.of(new Ipv4("203.0.113.10").number() + which);
    }

    @Override
    public boolean reaches(Ipv4 from, Ipv4 to, int protocol, int port) {
        return leads(to) && host.passes(from, to, protocol, port);
    }

    @Override
    public Line open(Ipv4 from, Ipv4 to, int port) {
        Ipv4 end = host.mapped().getOrDefault(to, to);
        return () ->
                host.mapped().getOrDefault(to, to).equals(end) && host.passes(from, to, 6, port);
    }

    private boolean leads(Ipv4 to) {
        return !List.of(free(0), free(1)).contains(to) || host.mapped().containsKey(to);
    }

    @Override
    public void end() {
        // It is garbage.
    }

    private Set<PortSpec> portsOf(NetworkId network) {
        return host.ports().stream()
                .filter(port -> port.network().equals(network))
                .collect(Collectors.toSet());
    }
}

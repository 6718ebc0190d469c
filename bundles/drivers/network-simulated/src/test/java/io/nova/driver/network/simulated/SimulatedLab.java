package io.nova.driver.network.simulated;

import io.nova.model.NetworkId;
import io.nova.spi.network.NetworkDriver;
import io.nova.spi.network.NetworkSpec;
import io.nova.spi.network.PortSpec;
import io.nova.testkit.network.NetworkLab;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A pretended host; drivers come and go on its switch. */
final class SimulatedLab implements NetworkLab {

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
    public void end() {
        // It is garbage.
    }

    private Set<PortSpec> portsOf(NetworkId network) {
        return host.ports().stream()
                .filter(port -> port.network().equals(network))
                .collect(Collectors.toSet());
    }
}

package io.nova.driver.network.linux;

import io.nova.model.InterfaceId;
import io.nova.spi.network.NetworkSpec;
import io.nova.spi.network.PortSpec;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A network with its ports as this host should have them: the content of a state file. */
public record NetworkState(NetworkSpec network, List<PortSpec> ports) {

    public NetworkState {
        ports = List.copyOf(ports);
    }

    Optional<PortSpec> find(InterfaceId port) {
        return ports.stream().filter(known -> known.id().equals(port)).findFirst();
    }

    NetworkState with(PortSpec port) {
        return new NetworkState(
                network,
                Stream.concat(without(port.id()).ports.stream(), Stream.of(port)).toList());
    }

    NetworkState without(InterfaceId port) {
        return new NetworkState(
                network, ports.stream().filter(known -> !known.id().equals(port)).toList());
    }
}

package io.nova.driver.network.simulated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.nova.model.DriverException;
import io.nova.model.InterfaceId;
import io.nova.model.NetworkId;
import io.nova.model.network.Cidr;
import io.nova.model.network.Ipv4;
import io.nova.model.network.MacAddress;
import io.nova.spi.network.NetworkDriver;
import io.nova.spi.network.NetworkSpec;
import io.nova.spi.network.PortSpec;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SimulatedSwitchTest {

    private static final NetworkSpec NETWORK =
            new NetworkSpec(
                    new NetworkId("net-00000000000000001"),
                    new Cidr("10.0.0.0/24"),
                    new Ipv4("10.0.0.1"),
                    1500,
                    "novalocal",
                    List.of(),
                    8773);
    private static final PortSpec PORT =
            new PortSpec(
                    new InterfaceId("eni-00000000000000001"),
                    NETWORK.id(),
                    new Ipv4("10.0.0.5"),
                    MacAddress.of(new Ipv4("10.0.0.5")),
                    "ip-10-0-0-5");

    private final SimulatedSwitch host = new SimulatedSwitch();
    private final NetworkDriver driver = new SimulatedNetwork(host, 0);

    @Test
    void failuresAreTakenInTurnAndEachOnce() throws Exception {
        host.failNext(DriverException.Kind.UNREACHABLE);
        host.failNext(DriverException.Kind.BROKEN);
        assertEquals(DriverException.Kind.UNREACHABLE, failure().kind());
        assertEquals(DriverException.Kind.BROKEN, failure().kind());
        driver.ensure(NETWORK);
        assertEquals(List.of(NETWORK), List.copyOf(driver.networks()));
    }

    @Test
    void aCopyGoesItsOwnWay() throws Exception {
        driver.ensure(NETWORK);
        driver.connect(PORT);
        SimulatedSwitch copy = host.copy();
        driver.disconnect(PORT.id());
        assertEquals(List.of(PORT), List.copyOf(copy.ports()));
        assertEquals(List.of(), List.copyOf(host.ports()));
    }

    @Test
    void aGuestGetsTheAddressOfItsPort() throws Exception {
        driver.ensure(NETWORK);
        driver.connect(PORT);
        assertEquals(Optional.of(PORT.address()), host.lease(NETWORK.id(), PORT.mac()));
        driver.disconnect(PORT.id());
        assertEquals(Optional.empty(), host.lease(NETWORK.id(), PORT.mac()));
    }

    @Test
    void aHostThatRestartsHasNothing() throws Exception {
        driver.ensure(NETWORK);
        host.restart();
        assertEquals(List.of(), List.copyOf(driver.networks()));
    }

    private DriverException failure() {
        return assertThrows(DriverException.class, () -> driver.ensure(NETWORK));
    }
}

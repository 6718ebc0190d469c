package io.nova.testkit.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.DriverException;
import io.nova.model.InterfaceId;
import io.nova.model.NetworkId;
import io.nova.model.network.Cidr;
import io.nova.model.network.Ipv4;
import io.nova.model.network.MacAddress;
import io.nova.spi.network.NetworkDriver;
import io.nova.spi.network.NetworkSpec;
import io.nova.spi.network.PortLink;
import io.nova.spi.network.PortSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What every network driver does, one test per clause of {@link NetworkDriver}. */
public abstract class NetworkDriverContract {

    /** A network for the tests. */
    protected static final NetworkSpec RED = network(1, 1500);

    /** Another one. */
    protected static final NetworkSpec BLUE = network(2, 1450);

    private NetworkLab lab;
    private NetworkDriver driver;

    /** Makes a host without networks. */
    protected abstract NetworkLab lab() throws Exception;

    @BeforeEach
    void openTheDriver() throws Exception {
        lab = lab();
        driver = lab.open();
    }

    @AfterEach
    void closeTheLab() throws Exception {
        lab.close(driver);
        lab.end();
    }

    @Test
    void aNewHostHasNothing() throws Exception {
        assertHas(Set.of(), Set.of());
    }

    @Test
    void anEnsuredNetworkIsThereAndListed() throws Exception {
        driver.ensure(RED);
        assertHas(Set.of(RED), Set.of());
        assertSound(RED);
    }

    @Test
    void ensureMayBeRepeated() throws Exception {
        driver.ensure(RED);
        PortSpec port = port(RED, 5);
        driver.connect(port);
        driver.ensure(RED);
        driver.ensure(RED);
        assertHas(Set.of(RED), Set.of(port));
        assertSound(RED, port);
    }

    @Test
    void networksAreIndependent() throws Exception {
        driver.ensure(RED);
        driver.ensure(BLUE);
        PortSpec red = port(RED, 5);
        PortSpec blue = port(BLUE, 5);
        assertNotEquals(driver.connect(red).bridge(), driver.connect(blue).bridge());
        assertHas(Set.of(RED, BLUE), Set.of(red, blue));
        driver.disconnect(red.id());
        driver.remove(RED.id());
        assertHas(Set.of(BLUE), Set.of(blue));
        assertSound(BLUE, blue);
    }

    @Test
    void ensureBringsAboutAChangedSpecAndKeepsThePorts() throws Exception {
        driver.ensure(RED);
        PortSpec port = port(RED, 5);
        PortLink link = driver.connect(port);
        NetworkSpec changed =
                new NetworkSpec(
                        RED.id(),
                        RED.cidr(),
                        new Ipv4("10.77.1.254"),
                        1400,
                        "other",
                        List.of(new Ipv4("192.0.2.53")),
                        8774);
        driver.ensure(changed);
        assertHas(Set.of(changed), Set.of(port));
        assertSound(changed, port);
        assertEquals(link, driver.connect(port));
    }

    @Test
    void whateverSomeoneDamagesIsRepairedByTheSameCall() throws Exception {
        for (Map.Entry<String, NetworkLab.Damage> damage : lab.damages().entrySet()) {
            driver.ensure(RED);
            PortSpec port = port(RED, 5);
            driver.connect(port);
            damage.getValue().doTo(RED);
            assertNotEquals(
                    List.of(), lab.defects(RED, List.of(port)), "no damage: " + damage.getKey());
            driver.ensure(RED);
            assertEquals(List.of(), lab.defects(RED, List.of(port)), damage.getKey());
            assertEquals(List.of(port), List.copyOf(driver.ports()), damage.getKey());
        }
    }

    @Test
    void whateverSomeoneDamagesDoesNotKeepItFromBeingRemoved() throws Exception {
        for (Map.Entry<String, NetworkLab.Damage> damage : lab.damages().entrySet()) {
            driver.ensure(RED);
            PortSpec port = port(RED, 5);
            driver.connect(port);
            damage.getValue().doTo(RED);
            driver.disconnect(port.id());
            driver.remove(RED.id());
            assertHas(Set.of(), Set.of());
            assertEquals(List.of(), lab.traces(RED.id()), damage.getKey());
        }
    }

    @Test
    void anImpossibleNetworkIsBrokenAndNothingStays() throws Exception {
        NetworkSpec impossible = withGateway(RED, new Ipv4("10.99.0.1"));
        assertFails(DriverException.Kind.BROKEN, () -> driver.ensure(impossible));
        assertHas(Set.of(), Set.of());
        assertEquals(List.of(), lab.traces(RED.id()));
        driver.ensure(RED);
        assertFails(DriverException.Kind.BROKEN, () -> driver.ensure(impossible));
        assertHas(Set.of(RED), Set.of());
        assertSound(RED);
    }

    @Test
    void anOverlappingNetworkIsBrokenAndLeavesTheOtherAlone() throws Exception {
        driver.ensure(RED);
        NetworkSpec overlapping =
                new NetworkSpec(
                        BLUE.id(),
                        new Cidr("10.77.1.128/25"),
                        new Ipv4("10.77.1.129"),
                        1500,
                        "novalocal",
                        List.of(),
                        8773);
        assertFails(DriverException.Kind.BROKEN, () -> driver.ensure(overlapping));
        assertEquals(List.of(), lab.traces(BLUE.id()));
        assertSound(RED);
    }

    @Test
    void removeLeavesNothingAndMayBeRepeated() throws Exception {
        driver.ensure(RED);
        assertNotEquals(List.of(), lab.traces(RED.id()), "else the next lines prove nothing");
        driver.remove(RED.id());
        assertHas(Set.of(), Set.of());
        assertEquals(List.of(), lab.traces(RED.id()));
        driver.remove(RED.id());
    }

    @Test
    void aNetworkWithPortsIsBusy() throws Exception {
        driver.ensure(RED);
        PortSpec port = port(RED, 5);
        driver.connect(port);
        assertFails(DriverException.Kind.BUSY, () -> driver.remove(RED.id()));
        assertHas(Set.of(RED), Set.of(port));
        assertSound(RED, port);
    }

    @Test
    void aPortOfANetworkThatIsNotThereIsBusy() throws Exception {
        assertFails(DriverException.Kind.BUSY, () -> driver.connect(port(RED, 5)));
        assertHas(Set.of(), Set.of());
        assertEquals(List.of(), lab.traces(RED.id()));
    }

    @Test
    void aPortHasTheSameLinkHoweverOftenItIsConnected() throws Exception {
        driver.ensure(RED);
        PortLink link = driver.connect(port(RED, 5));
        assertEquals(link, driver.connect(port(RED, 5)));
        assertHas(Set.of(RED), Set.of(port(RED, 5)));
        assertSound(RED, port(RED, 5));
    }

    @Test
    void linksHaveNamesThatTheKernelTakesAndNoTwoPortsShare() throws Exception {
        driver.ensure(RED);
        Set<String> devices = new HashSet<>();
        for (int host = 2; host < 12; host++) {
            PortLink link = driver.connect(port(RED, host));
            assertTrue(link.bridge().matches("[a-z0-9-]{1,15}"), link.bridge());
            assertTrue(link.device().matches("[a-z0-9-]{1,15}"), link.device());
            assertFalse(link.device().startsWith("vnet"), "libvirt removes what it names itself");
            assertTrue(devices.add(link.device()), link.device());
        }
        assertEquals(10, driver.ports().size());
    }

    @Test
    void aPortThatChangedReplacesTheEarlierOne() throws Exception {
        driver.ensure(RED);
        PortSpec before = port(RED, 5);
        PortLink link = driver.connect(before);
        Ipv4 address = new Ipv4("10.77.1.9");
        PortSpec after =
                new PortSpec(before.id(), RED.id(), address, MacAddress.of(address), "ip-other");
        assertEquals(link, driver.connect(after));
        assertHas(Set.of(RED), Set.of(after));
        assertSound(RED, after);
    }

    @Test
    void anAddressThatAnotherPortStillHasIsBusy() throws Exception {
        driver.ensure(RED);
        PortSpec first = port(RED, 5);
        driver.connect(first);
        PortSpec second =
                new PortSpec(
                        new InterfaceId("eni-0000000000000beef"),
                        RED.id(),
                        first.address(),
                        new MacAddress("02:16:3e:00:be:ef"),
                        "ip-second");
        assertFails(DriverException.Kind.BUSY, () -> driver.connect(second));
        assertSound(RED, first);
        driver.disconnect(first.id());
        driver.connect(second);
        assertHas(Set.of(RED), Set.of(second));
        assertSound(RED, second);
    }

    @Test
    void anAddressOutsideTheNetworkIsBroken() throws Exception {
        driver.ensure(RED);
        PortSpec port = port(RED, 5);
        PortSpec stray =
                new PortSpec(
                        port.id(), RED.id(), new Ipv4("10.99.0.5"), port.mac(), port.hostname());
        PortSpec onTheGateway =
                new PortSpec(port.id(), RED.id(), RED.gateway(), port.mac(), port.hostname());
        assertFails(DriverException.Kind.BROKEN, () -> driver.connect(stray));
        assertFails(DriverException.Kind.BROKEN, () -> driver.connect(onTheGateway));
        assertHas(Set.of(RED), Set.of());
        assertSound(RED);
    }

    @Test
    void aHostNameThatIsNoneIsBroken() throws Exception {
        driver.ensure(RED);
        PortSpec port = port(RED, 5);
        for (String name : List.of("", "a b", "a,10.77.1.7", "a\nb", "-a", "a".repeat(64))) {
            PortSpec bad = new PortSpec(port.id(), RED.id(), port.address(), port.mac(), name);
            assertFails(DriverException.Kind.BROKEN, () -> driver.connect(bad));
        }
        assertHas(Set.of(RED), Set.of());
        assertSound(RED);
    }

    @Test
    void disconnectLeavesNothingAndMayBeRepeated() throws Exception {
        driver.ensure(RED);
        PortSpec stays = port(RED, 5);
        PortSpec goes = port(RED, 6);
        driver.connect(stays);
        driver.connect(goes);
        driver.disconnect(goes.id());
        driver.disconnect(goes.id());
        assertHas(Set.of(RED), Set.of(stays));
        assertSound(RED, stays);
    }

    @Test
    void unknownOnesAreRemovedWithSuccess() throws Exception {
        driver.remove(RED.id());
        driver.disconnect(port(RED, 5).id());
        assertEquals(List.of(), lab.traces(RED.id()));
    }

    @Test
    void anotherDriverObjectFindsAndKeepsEverything() throws Exception {
        driver.ensure(RED);
        driver.ensure(BLUE);
        PortSpec port = port(RED, 5);
        PortLink link = driver.connect(port);
        lab.close(driver);
        assertSound(RED, port);
        driver = lab.open();
        assertHas(Set.of(RED, BLUE), Set.of(port));
        driver.ensure(RED);
        assertEquals(link, driver.connect(port));
        assertSound(RED, port);
        driver.disconnect(port.id());
        driver.remove(RED.id());
        assertHas(Set.of(BLUE), Set.of());
        assertEquals(List.of(), lab.traces(RED.id()));
    }

    @Test
    void twoDriverObjectsOnOneHostSeeTheSame() throws Exception {
        NetworkDriver other = lab.open();
        try {
            driver.ensure(RED);
            other.connect(port(RED, 5));
            driver.connect(port(RED, 6));
            assertEquals(Set.copyOf(driver.ports()), Set.copyOf(other.ports()));
            assertSound(RED, port(RED, 5), port(RED, 6));
        } finally {
            lab.close(other);
        }
    }

    @Test
    void anInterruptedCallEndsAndTheNextOneSucceeds() throws Exception {
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> driver.ensure(RED));
        assertFalse(Thread.interrupted(), "thrown and still set");
        driver.ensure(RED);
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> driver.connect(port(RED, 5)));
        assertFalse(Thread.interrupted(), "thrown and still set");
        driver.connect(port(RED, 5));
        assertSound(RED, port(RED, 5));
    }

    /** Returns the lab of this test. */
    protected final NetworkLab theLab() {
        return lab;
    }

    /** Returns the driver of this test. */
    protected final NetworkDriver theDriver() {
        return driver;
    }

    /** Returns a port of a network by the last number of its address. */
    protected static PortSpec port(NetworkSpec network, int host) {
        Ipv4 address = Ipv4.of(network.cidr().network().number() + host);
        return new PortSpec(
                new InterfaceId("eni-%017x".formatted(address.number())),
                network.id(),
                address,
                MacAddress.of(address),
                "ip-" + address.value().replace('.', '-'));
    }

    private static NetworkSpec network(int number, int mtu) {
        return new NetworkSpec(
                new NetworkId("net-0000000000000000" + number),
                new Cidr("10.77." + number + ".0/24"),
                new Ipv4("10.77." + number + ".1"),
                mtu,
                "novalocal",
                List.of(),
                8773);
    }

    private static NetworkSpec withGateway(NetworkSpec spec, Ipv4 gateway) {
        return new NetworkSpec(
                spec.id(),
                spec.cidr(),
                gateway,
                spec.mtu(),
                spec.domain(),
                spec.nameServers(),
                spec.metadataPort());
    }

    private void assertHas(Set<NetworkSpec> networks, Set<PortSpec> ports) throws Exception {
        assertEquals(networks, Set.copyOf(driver.networks()));
        assertEquals(ports, Set.copyOf(driver.ports()));
    }

    private void assertSound(NetworkSpec network, PortSpec... ports) throws Exception {
        assertEquals(List.of(), lab.defects(network, List.of(ports)));
    }

    private static void assertFails(DriverException.Kind kind, Executable call) {
        DriverException failure = assertThrows(DriverException.class, call);
        assertEquals(kind, failure.kind(), failure.toString());
    }
}

package io.nova.driver.network.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.network.Ipv4;
import io.nova.spi.network.AddressMapping;
import io.nova.spi.network.GuestRouting;
import io.nova.spi.network.PortFilter;
import io.nova.spi.network.PortFilter.Rule;
import io.nova.spi.network.PortSpec;
import io.nova.testkit.network.FilterLab;
import io.nova.testkit.network.NetworkFilterContract;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LinuxFilterContractTest extends NetworkFilterContract {

    private static final int TCP = 6;
    private static final int ICMP = 1;
    private static final int ECHO = 8;
    private static final PortSpec ONE = LinuxLab.port(5);
    private static final PortSpec TWO = LinuxLab.port(6);
    private static final Rule SSH = in(TCP, 22, 22, "0.0.0.0/0");

    @Override
    protected FilterLab lab() throws Exception {
        return new LinuxLab();
    }

    @Test
    void whateverSomeoneDamagesIsRepairedByEnsure() throws Exception {
        plug(ONE);
        plug(TWO);
        PortFilter filter = (PortFilter) theDriver();
        filter.filter(ONE.id(), List.of(SSH));
        filter.filter(TWO.id(), List.of(Rule.everything(false)));
        Machine host = ((LinuxLab) theLab()).machine();
        for (List<String> damage :
                List.of(
                        List.of("nft", "flush", "ruleset"),
                        List.of("nft", "flush", "map", "ip", "nova_filter", "receivers"),
                        List.of("sysctl", "-w", "net.bridge.bridge-nf-call-iptables=0"))) {
            host.run(damage.toArray(String[]::new));
            assertTrue(reaches(TWO.address(), ONE.address(), 80), "no damage: " + damage);
            theDriver().ensure(LinuxLab.NETWORK);
            assertFalse(reaches(TWO.address(), ONE.address(), 80), damage.toString());
            assertTrue(reaches(TWO.address(), ONE.address(), 22), damage.toString());
        }
    }

    @Test
    void aGuestWithAnAddressGoesOutUnderIt() throws Exception {
        plug(ONE);
        ((PortFilter) theDriver()).filter(ONE.id(), List.of(Rule.everything(false)));
        Ipv4 address = theLab().free(0);
        Ipv4 outside = theLab().outside();
        ((AddressMapping) theDriver()).map(Map.of(address, ONE.address()));
        assertTrue(theLab().reaches(ONE.address(), outside, ICMP, ECHO));
        String seen =
                ((LinuxLab) theLab())
                        .machine()
                        .run("conntrack", "-L", "-s", ONE.address().value(), "-p", "icmp");
        assertTrue(seen.contains("src=" + outside + " dst=" + address + " "), seen);
    }

    @Test
    void anAddressLiesOnTheWayOutAndLeavesItWithItsMap() throws Exception {
        theLab().outside();
        Machine host = ((LinuxLab) theLab()).machine();
        String address = theLab().free(0).value();
        AddressMapping mapping = (AddressMapping) theDriver();
        mapping.map(Map.of(theLab().free(0), ONE.address()));
        assertTrue(host.run("ip", "-4", "addr", "show", "dev", "up0").contains(address + "/32"));
        host.run("ip", "addr", "del", address + "/32", "dev", "up0");
        theDriver().ensure(LinuxLab.NETWORK);
        assertTrue(host.run("ip", "-4", "addr", "show", "dev", "up0").contains(address + "/32"));
        mapping.map(Map.of());
        assertFalse(host.run("ip", "-4", "addr", "show").contains(address));
        assertFalse(host.run("nft", "list", "tables").contains("nova_addresses"));
    }

    @Test
    void theHostsOwnAddressIsNotMapped() throws Exception {
        theLab().outside();
        AddressMapping mapping = (AddressMapping) theDriver();
        io.nova.model.DriverException refused =
                org.junit.jupiter.api.Assertions.assertThrows(
                        io.nova.model.DriverException.class,
                        () -> mapping.map(Map.of(new Ipv4("192.0.2.10"), ONE.address())));
        assertEquals(io.nova.model.DriverException.Kind.BROKEN, refused.kind());
        assertEquals(Map.of(), mapping.mapped());
    }

    /** What a router's guest would do: it has an address of a network behind it. */
    @Test
    void aGuestThatRoutesCarriesWhatIsNoGuestsAndItsRulesHoldForIt() throws Exception {
        Ipv4 behind = new Ipv4("192.168.7.7");
        List<Rule> all = List.of(Rule.everything(true), Rule.everything(false));
        PortFilter filter = (PortFilter) theDriver();
        GuestRouting routing = (GuestRouting) theDriver();
        plug(ONE);
        plug(TWO);
        filter.filter(ONE.id(), all);
        filter.filter(TWO.id(), all);
        take(ONE, behind);
        machine(TWO).run("ip", "route", "add", behind.value(), "via", ONE.address().value());
        assertFalse(pings(ONE, behind, TWO.address()));
        assertFalse(pings(TWO, TWO.address(), behind));
        routing.route(Set.of(ONE.id()));
        assertTrue(pings(ONE, behind, TWO.address()));
        assertTrue(pings(TWO, TWO.address(), behind));
        // Its own rules hold: what it may not send, and what it may not get.
        forgetConnections();
        filter.filter(ONE.id(), List.of(Rule.everything(true)));
        assertFalse(pings(ONE, behind, TWO.address()));
        assertTrue(pings(TWO, TWO.address(), behind));
        forgetConnections();
        filter.filter(ONE.id(), List.of(Rule.everything(false)));
        assertTrue(pings(ONE, behind, TWO.address()));
        forgetConnections();
        assertFalse(pings(TWO, TWO.address(), behind));
        // And it is nobody else all the same.
        filter.filter(ONE.id(), all);
        Ipv4 third = LinuxLab.port(9).address();
        take(ONE, third);
        assertFalse(pings(ONE, third, TWO.address()));
        routing.route(Set.of());
        forgetConnections();
        assertFalse(pings(ONE, behind, TWO.address()));
        assertFalse(pings(TWO, TWO.address(), behind));
        assertTrue(pings(ONE, ONE.address(), TWO.address()));
    }

    private Machine machine(PortSpec port) {
        return ((LinuxLab) theLab()).machine(port);
    }

    private void take(PortSpec port, Ipv4 address) throws Exception {
        machine(port).run("ip", "addr", "add", address + "/32", "dev", "eth0");
    }

    private boolean pings(PortSpec port, Ipv4 from, Ipv4 to) throws Exception {
        return !machine(port)
                .attempt("busybox", "ping", "-c", "1", "-W", "1", "-I", from.value(), to.value())
                .failed();
    }

    private void forgetConnections() throws Exception {
        ((LinuxLab) theLab()).machine().run("conntrack", "-F");
    }

    private boolean reaches(Ipv4 from, Ipv4 to, int port) throws Exception {
        return theLab().reaches(from, to, TCP, port);
    }
}

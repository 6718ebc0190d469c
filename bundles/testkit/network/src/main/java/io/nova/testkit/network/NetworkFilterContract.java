package io.nova.testkit.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.DriverException;
import io.nova.model.InterfaceId;
import io.nova.model.SecurityGroupId;
import io.nova.model.network.Cidr;
import io.nova.model.network.Ipv4;
import io.nova.spi.network.AddressMapping;
import io.nova.spi.network.GuestProbe;
import io.nova.spi.network.GuestRouting;
import io.nova.spi.network.NetworkDriver;
import io.nova.spi.network.NetworkSpec;
import io.nova.spi.network.PortFilter;
import io.nova.spi.network.PortFilter.Rule;
import io.nova.spi.network.PortSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every driver with the abilities {@link PortFilter}, {@link AddressMapping}, {@link
 * GuestProbe} and {@link GuestRouting} does. Wherever something does not pass, a rule lets it pass
 * in the same test: else it would prove nothing.
 */
public abstract class NetworkFilterContract {

    private static final int TCP = 6;
    private static final int ICMP = 1;
    private static final int ECHO = 8;
    private static final List<Rule> ALL = List.of(Rule.everything(true), Rule.everything(false));
    private static final NetworkSpec NETWORK = NetworkDriverContract.RED;
    private static final Ipv4 HOST = NETWORK.gateway();
    private static final PortSpec ONE = NetworkDriverContract.port(NETWORK, 5);
    private static final PortSpec TWO = NetworkDriverContract.port(NETWORK, 6);
    private static final SecurityGroupId GROUP = new SecurityGroupId("sg-00000000000000001");

    private FilterLab lab;
    private NetworkDriver driver;
    private PortFilter filter;
    private AddressMapping mapping;

    /** Makes a host without networks. */
    protected abstract FilterLab lab() throws Exception;

    @BeforeEach
    void openTheDriver() throws Exception {
        lab = lab();
        open();
        driver.ensure(NETWORK);
    }

    @AfterEach
    void closeTheLab() throws Exception {
        lab.close(driver);
        lab.end();
    }

    @Test
    void aPortIsShutUntilItHasRules() throws Exception {
        plug(ONE);
        plug(TWO);
        filter.filter(TWO.id(), ALL);
        for (Ipv4 other : List.of(TWO.address(), HOST, lab.outside())) {
            assertReaches(false, other, ONE.address(), 22);
        }
        assertReaches(false, ONE.address(), TWO.address(), 22);
        assertFalse(lab.reaches(ONE.address(), HOST, ICMP, ECHO));
        filter.filter(ONE.id(), ALL);
        for (Ipv4 other : List.of(TWO.address(), HOST, lab.outside())) {
            assertReaches(true, other, ONE.address(), 22);
        }
        assertReaches(true, ONE.address(), TWO.address(), 22);
        assertTrue(lab.reaches(ONE.address(), HOST, ICMP, ECHO));
        filter.forget(ONE.id());
        assertReaches(false, TWO.address(), ONE.address(), 22);
        assertEquals(Set.of(TWO.id()), filter.filters().keySet());
    }

    @Test
    void onlyWhatARuleAllowsComesIn() throws Exception {
        plug(ONE);
        plug(TWO);
        filter.filter(TWO.id(), ALL);
        filter.filter(ONE.id(), List.of(in(TCP, 20, 22, "0.0.0.0/0")));
        for (Ipv4 other : List.of(TWO.address(), HOST, lab.outside())) {
            assertReaches(true, other, ONE.address(), 22);
            assertReaches(false, other, ONE.address(), 80);
            assertFalse(lab.reaches(other, ONE.address(), ICMP, ECHO));
        }
        String outside = lab.outside() + "/32";
        filter.filter(ONE.id(), List.of(in(TCP, 22, 22, outside), in(ICMP, ECHO, -1, outside)));
        assertReaches(true, lab.outside(), ONE.address(), 22);
        assertTrue(lab.reaches(lab.outside(), ONE.address(), ICMP, ECHO));
        assertReaches(false, TWO.address(), ONE.address(), 22);
        assertReaches(false, HOST, ONE.address(), 22);
    }

    @Test
    void onlyWhatARuleAllowsGoesOut() throws Exception {
        plug(ONE);
        plug(TWO);
        filter.filter(TWO.id(), ALL);
        Rule out = new Rule(false, TCP, 80, 80, List.of(new Cidr("10.0.0.0/8")), List.of());
        filter.filter(ONE.id(), List.of(out));
        assertReaches(true, ONE.address(), TWO.address(), 80);
        assertReaches(false, ONE.address(), TWO.address(), 22);
        assertFalse(lab.reaches(ONE.address(), lab.outside(), ICMP, ECHO));
        assertReaches(false, TWO.address(), ONE.address(), 80);
        filter.filter(ONE.id(), ALL);
        assertTrue(lab.reaches(ONE.address(), lab.outside(), ICMP, ECHO));
    }

    @Test
    void aRevokedRuleCutsItsConnectionsAndTheOthersGoOn() throws Exception {
        plug(ONE);
        plug(TWO);
        filter.filter(TWO.id(), ALL);
        Rule ssh = in(TCP, 22, 22, "0.0.0.0/0");
        Rule web = in(TCP, 80, 80, "0.0.0.0/0");
        filter.filter(ONE.id(), List.of(ssh, web, Rule.everything(false)));
        FilterLab.Line fromGuest = lab.open(TWO.address(), ONE.address(), 22);
        FilterLab.Line fromHost = lab.open(HOST, ONE.address(), 22);
        FilterLab.Line stays = lab.open(TWO.address(), ONE.address(), 80);
        assertTrue(fromGuest.works() && fromHost.works() && stays.works());
        filter.filter(ONE.id(), List.of(web, Rule.everything(false)));
        assertFalse(fromGuest.works());
        assertFalse(fromHost.works());
        assertTrue(stays.works());
        assertReaches(false, TWO.address(), ONE.address(), 22);
    }

    @Test
    void aGroupsMembersCountAtOnce() throws Exception {
        plug(ONE);
        plug(TWO);
        filter.filter(TWO.id(), ALL);
        filter.filter(ONE.id(), List.of(new Rule(true, TCP, 22, 22, List.of(), List.of(GROUP))));
        assertReaches(false, TWO.address(), ONE.address(), 22);
        filter.members(GROUP, Set.of(TWO.address(), new Ipv4("10.99.0.1")));
        assertEquals(Map.of(GROUP, Set.of(TWO.address(), new Ipv4("10.99.0.1"))), filter.groups());
        assertReaches(true, TWO.address(), ONE.address(), 22);
        assertReaches(false, HOST, ONE.address(), 22);
        FilterLab.Line line = lab.open(TWO.address(), ONE.address(), 22);
        assertTrue(line.works());
        filter.members(GROUP, Set.of());
        assertFalse(line.works());
        assertReaches(false, TWO.address(), ONE.address(), 22);
        assertEquals(Map.of(), filter.groups());
    }

    @Test
    void rulesMayBeThereBeforeThePortAndGoWithIt() throws Exception {
        filter.filter(ONE.id(), List.of(in(TCP, 22, 22, "0.0.0.0/0")));
        plug(ONE);
        assertReaches(true, HOST, ONE.address(), 22);
        assertReaches(false, HOST, ONE.address(), 80);
        driver.disconnect(ONE.id());
        assertEquals(Map.of(), filter.filters());
        driver.connect(ONE);
        assertReaches(false, HOST, ONE.address(), 22);
        filter.filter(TWO.id(), ALL);
        driver.disconnect(TWO.id());
        assertEquals(Map.of(), filter.filters());
    }

    @Test
    void anotherDriverObjectFindsAndKeepsRulesMembersAndAddresses() throws Exception {
        plug(ONE);
        List<Rule> rules = List.of(new Rule(true, TCP, 22, 22, List.of(), List.of(GROUP)));
        filter.filter(ONE.id(), rules);
        filter.members(GROUP, Set.of(HOST, lab.outside()));
        mapping.map(Map.of(lab.free(0), ONE.address()));
        lab.close(driver);
        open();
        assertEquals(Map.of(ONE.id(), rules), filter.filters());
        assertEquals(Map.of(GROUP, Set.of(HOST, lab.outside())), filter.groups());
        assertEquals(Map.of(lab.free(0), ONE.address()), mapping.mapped());
        driver.ensure(NETWORK);
        driver.connect(ONE);
        assertReaches(true, HOST, ONE.address(), 22);
        assertReaches(true, lab.outside(), lab.free(0), 22);
        assertReaches(false, HOST, ONE.address(), 80);
    }

    @Test
    void impossibleTrafficIsBrokenAndTheOldRulesStay() throws Exception {
        plug(ONE);
        List<Rule> rules = List.of(in(TCP, 22, 22, "0.0.0.0/0"));
        filter.filter(ONE.id(), rules);
        for (Rule bad :
                List.of(
                        in(TCP, 23, 22, "0.0.0.0/0"),
                        in(TCP, 1, 70000, "0.0.0.0/0"),
                        in(256, -1, -1, "0.0.0.0/0"))) {
            assertBroken(() -> filter.filter(ONE.id(), List.of(bad)));
        }
        assertEquals(Map.of(ONE.id(), rules), filter.filters());
        assertReaches(true, HOST, ONE.address(), 22);
    }

    @Test
    void rangesThatLieInEachOtherAndRulesWithoutPeersAreNoTrouble() throws Exception {
        plug(ONE);
        List<Cidr> ranges =
                List.of(new Cidr("10.0.0.0/8"), new Cidr("10.77.0.0/16"), new Cidr("10.0.0.0/8"));
        Rule ssh = new Rule(true, TCP, 22, 22, ranges, List.of());
        Rule nobody = new Rule(true, TCP, 80, 80, List.of(), List.of());
        filter.filter(ONE.id(), List.of(ssh, nobody, ssh));
        assertReaches(true, HOST, ONE.address(), 22);
        assertReaches(false, HOST, ONE.address(), 80);
    }

    @Test
    void aPublicAddressLeadsToItsGuestFromEverywhereAsTheRulesAllow() throws Exception {
        plug(ONE);
        plug(TWO);
        filter.filter(TWO.id(), ALL);
        filter.filter(ONE.id(), List.of(in(TCP, 22, 22, "0.0.0.0/0"), Rule.everything(false)));
        Ipv4 address = lab.free(0);
        mapping.map(Map.of(address, ONE.address()));
        assertEquals(Map.of(address, ONE.address()), mapping.mapped());
        for (Ipv4 other : List.of(lab.outside(), HOST, TWO.address(), ONE.address())) {
            assertReaches(true, other, address, 22);
        }
        assertReaches(false, lab.outside(), address, 80);
        assertReaches(true, ONE.address(), TWO.address(), 22);
        mapping.map(Map.of());
        assertEquals(Map.of(), mapping.mapped());
        assertReaches(false, lab.outside(), address, 22);
    }

    @Test
    void anAddressThatMovesLeadsElsewhereAndItsConnectionsEnd() throws Exception {
        plug(ONE);
        plug(TWO);
        filter.filter(ONE.id(), List.of(in(TCP, 22, 22, "0.0.0.0/0"), Rule.everything(false)));
        filter.filter(TWO.id(), List.of(in(TCP, 80, 80, "0.0.0.0/0"), Rule.everything(false)));
        mapping.map(Map.of(lab.free(0), ONE.address(), lab.free(1), TWO.address()));
        FilterLab.Line moved = lab.open(lab.outside(), lab.free(0), 22);
        FilterLab.Line direct = lab.open(lab.outside(), ONE.address(), 22);
        FilterLab.Line other = lab.open(lab.outside(), lab.free(1), 80);
        assertTrue(moved.works() && direct.works() && other.works());
        mapping.map(Map.of(lab.free(0), TWO.address()));
        assertFalse(moved.works());
        assertFalse(other.works());
        assertTrue(direct.works());
        assertReaches(true, lab.outside(), lab.free(0), 80);
        assertReaches(false, lab.outside(), lab.free(0), 22);
    }

    @Test
    void twoAddressesOfOneGuestAreBrokenAndTheOldMapStays() throws Exception {
        Map<Ipv4, Ipv4> before = Map.of(lab.free(0), ONE.address());
        mapping.map(before);
        assertBroken(
                () ->
                        mapping.map(
                                Map.of(
                                        lab.free(0), TWO.address(),
                                        lab.free(1), TWO.address())));
        assertEquals(before, mapping.mapped());
    }

    @Test
    void whichGuestsCarryOthersTrafficIsKeptByTheHost() throws Exception {
        GuestRouting routing = (GuestRouting) driver;
        assertEquals(Set.of(), routing.routing());
        routing.route(Set.of(ONE.id(), TWO.id()));
        plug(ONE);
        assertEquals(Set.of(ONE.id(), TWO.id()), routing.routing());
        lab.close(driver);
        open();
        driver.ensure(NETWORK);
        assertEquals(Set.of(ONE.id(), TWO.id()), ((GuestRouting) driver).routing());
        driver.disconnect(ONE.id());
        ((GuestRouting) driver).route(Set.of());
        ((GuestRouting) driver).route(Set.of());
        assertEquals(Set.of(), ((GuestRouting) driver).routing());
    }

    @Test
    void aGuestAnswersUntilItHangsWhateverItsRulesSay() throws Exception {
        plug(ONE);
        plug(TWO);
        filter.filter(ONE.id(), ALL);
        awaitAnswers(Map.of(ONE.id(), true, TWO.id(), true));
        lab.hang(ONE, true);
        awaitAnswers(Map.of(ONE.id(), false, TWO.id(), true));
        lab.hang(ONE, false);
        awaitAnswers(Map.of(ONE.id(), true, TWO.id(), true));
        driver.disconnect(ONE.id());
        awaitAnswers(Map.of(TWO.id(), true));
    }

    @Test
    void whoAsksSomeGuestsKeepsWhatIsKnownOfTheOthers() throws Exception {
        plug(ONE);
        plug(TWO);
        filter.filter(ONE.id(), ALL);
        filter.filter(TWO.id(), ALL);
        awaitAnswers(Map.of(ONE.id(), true, TWO.id(), true));
        GuestProbe probe = (GuestProbe) driver;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        Map<InterfaceId, Boolean> answers = Map.of();
        while (answers.isEmpty()) {
            assertTrue(System.nanoTime() < end, "those that are not always asked are forgotten");
            TimeUnit.MILLISECONDS.sleep(100);
            var unused = probe.probe(List.of(TWO.id()));
            answers = probe.probe(List.of(ONE.id()));
        }
        assertEquals(Map.of(ONE.id(), true), answers);
    }

    private void awaitAnswers(Map<InterfaceId, Boolean> expected) throws Exception {
        GuestProbe probe = (GuestProbe) driver;
        List<InterfaceId> all = List.of(ONE.id(), TWO.id());
        Map<InterfaceId, Boolean> known = new HashMap<>();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!known.equals(expected)) {
            assertTrue(System.nanoTime() < end, "known: " + known);
            TimeUnit.MILLISECONDS.sleep(100);
            known.keySet().retainAll(driver.ports().stream().map(PortSpec::id).toList());
            known.putAll(probe.probe(all));
        }
    }

    /** Returns the lab of this test. */
    protected final FilterLab theLab() {
        return lab;
    }

    /** Returns the driver of this test. */
    protected final NetworkDriver theDriver() {
        return driver;
    }

    /** Returns a rule for what comes in. */
    protected static Rule in(int protocol, int from, int to, String peer) {
        return new Rule(true, protocol, from, to, List.of(new Cidr(peer)), List.of());
    }

    private void open() throws Exception {
        driver = lab.open();
        filter = (PortFilter) driver;
        mapping = (AddressMapping) driver;
    }

    /** Connects a port and plugs a guest in. */
    protected final void plug(PortSpec port) throws Exception {
        lab.plug(port, driver.connect(port));
    }

    private void assertReaches(boolean expected, Ipv4 from, Ipv4 to, int port) throws Exception {
        assertEquals(expected, lab.reaches(from, to, TCP, port), from + " to " + to + ":" + port);
    }

    private static void assertBroken(org.junit.jupiter.api.function.Executable call) {
        assertEquals(DriverException.Kind.BROKEN, assertThrows(DriverException.class, call).kind());
    }
}

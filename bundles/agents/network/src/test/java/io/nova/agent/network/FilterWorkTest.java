package io.nova.agent.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.driver.network.simulated.SimulatedNetwork;
import io.nova.driver.network.simulated.SimulatedSwitch;
import io.nova.json.Json;
import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.model.InterfaceId;
import io.nova.model.SecurityGroupId;
import io.nova.model.network.Cidr;
import io.nova.model.network.Ipv4;
import io.nova.model.network.Traffic;
import io.nova.model.network.Traffic.Peer;
import io.nova.protocol.Filters;
import io.nova.protocol.HostFilters;
import io.nova.protocol.HostFilters.FilteredPort;
import io.nova.protocol.HostFilters.FilteringGroup;
import io.nova.protocol.HostFilters.PublicAddress;
import io.nova.protocol.NetworkProtocol;
import io.nova.protocol.Wake;
import io.nova.reconcile.MutableClock;
import io.nova.reconcile.SteppedReconcileEngine;
import io.nova.spi.messaging.Durability;
import io.nova.spi.messaging.Subscription;
import io.nova.spi.network.PortFilter.Rule;
import io.nova.testkit.messaging.SteppedMessageBus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FilterWorkTest {

    private static final HostId HOST = new HostId("host-1");
    private static final InterfaceId PORT = new InterfaceId("eni-00000000000000001");
    private static final SecurityGroupId WEB = new SecurityGroupId("sg-00000000000000001");
    private static final SecurityGroupId APP = new SecurityGroupId("sg-00000000000000002");
    private static final Traffic HTTP = new Traffic(false, 6, 80, 80, new Peer("10.0.0.0/8"));
    private static final Traffic FROM_APP = new Traffic(false, 6, 80, 80, new Peer(APP.value()));
    private static final HostFilters NOTHING = new HostFilters(List.of(), List.of(), List.of());

    private final MutableClock clock = new MutableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final SteppedMessageBus bus = new SteppedMessageBus(clock, clock::advanceTo);
    private final SteppedReconcileEngine engine = new SteppedReconcileEngine(clock, new Random(7));
    private final SimulatedSwitch host = new SimulatedSwitch();
    private final SimulatedNetwork driver = new SimulatedNetwork(host, 0);
    private final NetworkHost agent =
            new NetworkHost(
                    new NetworkHost.Settings(
                            HOST, Duration.ofSeconds(30), Duration.ZERO, Duration.ZERO),
                    engine,
                    bus,
                    clock,
                    new IdSource(new Random(7)));
    private HostFilters wanted = NOTHING;
    private int asked;

    private Subscription serve() {
        return NetworkProtocol.FILTERS.serve(
                bus,
                NetworkProtocol.MANAGER,
                10,
                request -> {
                    asked++;
                    return CompletableFuture.completedStage(
                            Filters.answer(request, "v" + wanted.hashCode(), Json.write(wanted)));
                });
    }

    private void pass(long seconds) {
        Instant end = clock.instant().plusSeconds(seconds);
        int steps = 0;
        while (clock.instant().isBefore(end)) {
            while (bus.step() || engine.step()) {
                assertTrue(++steps < 10_000, "it spins");
            }
            Instant next = engine.nextDue().orElse(end);
            Instant message = bus.next().orElse(end);
            next = message.isBefore(next) ? message : next;
            clock.advanceTo(next.isBefore(end) ? next : end);
        }
    }

    private void hint() {
        var unused =
                bus.cast(
                        NetworkProtocol.agent(HOST),
                        NetworkProtocol.WAKE.message(
                                new Wake(HOST), "op", "", clock.instant().plusSeconds(5)),
                        Durability.HINT);
    }

    private static HostFilters web() {
        return new HostFilters(
                List.of(new FilteredPort(PORT, List.of(WEB))),
                List.of(
                        new FilteringGroup(WEB, List.of(HTTP, FROM_APP), List.of()),
                        new FilteringGroup(APP, List.of(), List.of(new Ipv4("10.9.0.9")))),
                List.of(new PublicAddress(new Ipv4("203.0.113.5"), new Ipv4("10.0.0.5"))));
    }

    @Test
    void bringsRulesMembersAndAddresses() {
        serve();
        wanted = web();
        agent.bind(driver, "simulated");
        pass(3);
        Rule rule = new Rule(true, 6, 80, 80, List.of(new Cidr("10.0.0.0/8")), List.of(APP));
        assertEquals(Map.of(PORT, List.of(rule)), driver.filters());
        assertEquals(Map.of(APP, Set.of(new Ipv4("10.9.0.9"))), driver.groups());
        assertEquals(Map.of(new Ipv4("203.0.113.5"), new Ipv4("10.0.0.5")), driver.mapped());
    }

    @Test
    void letsThoseCarryOthersTrafficThatMay() {
        serve();
        wanted =
                new HostFilters(
                        List.of(new FilteredPort(PORT, List.of(WEB), true)), List.of(), List.of());
        agent.bind(driver, "simulated");
        pass(3);
        assertEquals(Set.of(PORT), driver.routing());
        wanted = web();
        hint();
        pass(3);
        assertEquals(Set.of(), driver.routing());
    }

    @Test
    void aHintIsFollowedAtOnceAndLeftoversGo() {
        serve();
        agent.bind(driver, "simulated");
        pass(5);
        wanted = web();
        hint();
        pass(1);
        assertEquals(Set.of(PORT), driver.filters().keySet());
        wanted = NOTHING;
        hint();
        pass(1);
        assertEquals(Map.of(), driver.filters());
        assertEquals(Map.of(), driver.groups());
        assertEquals(Map.of(), driver.mapped());
    }

    @Test
    void withoutAnAnswerAllStaysAndItIsAskedAgain() {
        Subscription manager = serve();
        wanted = web();
        agent.bind(driver, "simulated");
        pass(5);
        manager.close();
        wanted = NOTHING;
        hint();
        pass(10);
        assertEquals(Set.of(PORT), driver.filters().keySet());
        asked = 0;
        serve();
        pass(3);
        assertEquals(Map.of(), driver.filters());
        assertTrue(asked >= 1 && asked < 5, asked + " questions");
    }

    @Test
    void whatSomeoneElseChangedIsBroughtBack() {
        serve();
        wanted = web();
        agent.bind(driver, "simulated");
        pass(5);
        driver.forget(PORT);
        driver.filter(new InterfaceId("eni-00000000000000009"), List.of());
        pass(35);
        assertEquals(Set.of(PORT), driver.filters().keySet());
    }

    @Test
    void anAnswerOfManyPiecesIsOne() {
        serve();
        List<FilteredPort> ports = new ArrayList<>();
        IntStream.range(0, 4000)
                .forEach(
                        number ->
                                ports.add(
                                        new FilteredPort(
                                                new InterfaceId("eni-%017x".formatted(number)),
                                                List.of(WEB))));
        wanted = new HostFilters(ports, web().groups(), List.of());
        agent.bind(driver, "simulated");
        pass(3);
        assertEquals(4000, driver.filters().size());
        assertTrue(asked > 2, "it was one piece");
        assertFalse(asked > 12, asked + " questions");
    }

    @Test
    void whatIsKnownIsNotSentAgain() {
        serve();
        wanted = web();
        agent.bind(driver, "simulated");
        pass(5);
        asked = 0;
        pass(60);
        assertTrue(asked >= 1 && asked <= 3, asked + " questions");
    }

    @Test
    void aRuleThatTheDriverRefusesHoldsUpNoOther() {
        serve();
        SecurityGroupId bad = new SecurityGroupId("sg-00000000000000003");
        Traffic never = new Traffic(false, 6, 9, 8, new Peer("10.0.0.0/8"));
        InterfaceId other = new InterfaceId("eni-00000000000000000");
        wanted =
                new HostFilters(
                        List.of(
                                new FilteredPort(other, List.of(bad)),
                                new FilteredPort(PORT, List.of(WEB))),
                        List.of(
                                new FilteringGroup(bad, List.of(never), List.of()),
                                new FilteringGroup(WEB, List.of(HTTP), List.of())),
                        List.of());
        agent.bind(driver, "simulated");
        pass(3);
        assertEquals(Set.of(PORT), driver.filters().keySet());
    }
}

package io.nova.agent.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.driver.network.simulated.SimulatedNetwork;
import io.nova.driver.network.simulated.SimulatedSwitch;
import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.model.network.Ipv4;
import io.nova.protocol.NetworkProtocol;
import io.nova.protocol.Peers;
import io.nova.protocol.Wake;
import io.nova.reconcile.MutableClock;
import io.nova.reconcile.SteppedReconcileEngine;
import io.nova.spi.messaging.Durability;
import io.nova.spi.messaging.Subscription;
import io.nova.testkit.messaging.SteppedMessageBus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What an agent tells of its host's tunnels, and what it makes of those of others. */
class PeerWorkTest {

    private static final HostId HOST = new HostId("host-1");
    private static final Ipv4 OWN = new Ipv4("192.0.2.1");
    private static final Ipv4 OTHER = new Ipv4("192.0.2.2");
    private static final Ipv4 THIRD = new Ipv4("192.0.2.3");

    private final MutableClock clock = new MutableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final SteppedMessageBus bus = new SteppedMessageBus(clock, clock::advanceTo);
    private final SteppedReconcileEngine engine = new SteppedReconcileEngine(clock, new Random(7));
    private final SimulatedSwitch host = new SimulatedSwitch();
    private final NetworkHost agent =
            new NetworkHost(
                    new NetworkHost.Settings(
                            HOST, Duration.ofSeconds(30), Duration.ZERO, Duration.ZERO),
                    engine,
                    bus,
                    clock,
                    new IdSource(new Random(7)));
    private final List<String> told = new ArrayList<>();
    private List<Ipv4> all = List.of(OWN, OTHER);

    private Subscription manager() {
        return NetworkProtocol.PEERS.serve(
                bus,
                NetworkProtocol.MANAGER,
                10,
                request -> {
                    told.add(request.underlay().map(Ipv4::value).orElse("none"));
                    return CompletableFuture.completedStage(
                            new Peers(request.underlay().isPresent() ? all : List.of()));
                });
    }

    private SimulatedNetwork bind() {
        SimulatedNetwork driver = new SimulatedNetwork(host, 0);
        agent.bind(driver, "simulated");
        return driver;
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
                                new Wake(HOST), "1", "", clock.instant().plusSeconds(5)),
                        Durability.HINT);
        pass(1);
    }

    @Test
    void aHostSaysWhereItsTunnelsEndAndLeadsThemToTheOthers() {
        manager();
        host.tunnel(Optional.of(OWN));
        bind();
        pass(5);
        assertEquals(OWN.value(), told.get(0));
        assertEquals(Set.of(OWN, OTHER), host.peers());
    }

    @Test
    void aHostThatComesIsHeardOfByAHint() {
        manager();
        host.tunnel(Optional.of(OWN));
        bind();
        pass(5);
        all = List.of(OWN, OTHER, THIRD);
        hint();
        assertEquals(Set.of(OWN, OTHER, THIRD), host.peers());
        all = List.of(OWN, THIRD);
        pass(40);
        assertEquals(Set.of(OWN, THIRD), host.peers(), "and without one at the next look");
    }

    @Test
    void withoutAManagerThatKnowsTunnelsAllStays() {
        Subscription first = manager();
        host.tunnel(Optional.of(OWN));
        bind();
        pass(5);
        first.close();
        pass(300);
        assertEquals(Set.of(OWN, OTHER), host.peers());
    }

    @Test
    void aHostThatStartsBeforeAnyManagerIsNotLate() {
        host.tunnel(Optional.of(OWN));
        bind();
        pass(20);
        manager();
        pass(4);
        assertEquals(Set.of(OWN, OTHER), host.peers());
    }

    @Test
    void aDriverThatGoesTellsNothing() {
        manager();
        host.tunnel(Optional.of(OWN));
        SimulatedNetwork driver = bind();
        pass(5);
        agent.unbind(driver);
        told.clear();
        pass(300);
        assertEquals(List.of(), told);
        assertEquals(Set.of(OWN, OTHER), host.peers());
    }

    @Test
    void aNewDriverTellsAtOnceThatTunnelsEndElsewhereOrNowhere() {
        manager();
        host.tunnel(Optional.of(OWN));
        SimulatedNetwork driver = bind();
        pass(5);
        agent.unbind(driver);
        host.tunnel(Optional.of(THIRD));
        driver = bind();
        pass(2);
        assertEquals(THIRD.value(), told.get(told.size() - 1));
        agent.unbind(driver);
        host.tunnel(Optional.empty());
        bind();
        pass(2);
        assertEquals("none", told.get(told.size() - 1));
        assertEquals(Set.of(), host.peers());
    }

    @Test
    void aHostWithoutTunnelsSaysSoOnce() {
        manager();
        bind();
        pass(300);
        assertEquals(List.of("none"), told);
    }

    @Test
    void whatSomeoneElseForgotComesBack() {
        manager();
        host.tunnel(Optional.of(OWN));
        bind();
        pass(5);
        host.restart();
        pass(35);
        assertEquals(Set.of(OWN, OTHER), host.peers());
    }
}

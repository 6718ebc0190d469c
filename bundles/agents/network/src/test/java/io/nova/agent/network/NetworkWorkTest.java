package io.nova.agent.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.driver.network.simulated.SimulatedNetwork;
import io.nova.driver.network.simulated.SimulatedSwitch;
import io.nova.model.DriverException;
import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.model.NetworkId;
import io.nova.model.network.Cidr;
import io.nova.model.network.Ipv4;
import io.nova.protocol.NetworkAssignment;
import io.nova.protocol.NetworkProtocol;
import io.nova.protocol.Networks;
import io.nova.protocol.Wake;
import io.nova.reconcile.MutableClock;
import io.nova.reconcile.SteppedReconcileEngine;
import io.nova.spi.messaging.Durability;
import io.nova.spi.messaging.Subscription;
import io.nova.spi.network.NetworkSpec;
import io.nova.testkit.messaging.SteppedMessageBus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class NetworkWorkTest {

    private final MutableClock clock = new MutableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final SteppedMessageBus bus = new SteppedMessageBus(clock, clock::advanceTo);
    private final SteppedReconcileEngine engine = new SteppedReconcileEngine(clock, new Random(7));
    private final SimulatedSwitch host = new SimulatedSwitch();
    private final NetworkHost agent =
            new NetworkHost(
                    new NetworkHost.Settings(
                            new HostId("host-1"),
                            Duration.ofSeconds(30),
                            Duration.ZERO,
                            Duration.ZERO),
                    engine,
                    bus,
                    clock,
                    new IdSource(new Random(7)));
    private int asked;

    private static NetworkAssignment network(int number) {
        Cidr cidr = new Cidr("10.%d.0.0/24".formatted(number));
        return new NetworkAssignment(
                new NetworkId("net-%017x".formatted(number)),
                cidr,
                Ipv4.of(cidr.network().number() + 1),
                1500,
                "novalocal",
                List.of(),
                8773);
    }

    private Subscription wants(NetworkAssignment... networks) {
        return NetworkProtocol.NETWORKS.serve(
                bus,
                NetworkProtocol.MANAGER,
                10,
                request -> {
                    asked++;
                    return CompletableFuture.completedStage(new Networks(List.of(networks)));
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

    private List<NetworkId> there() {
        return host.networks().stream().map(NetworkSpec::id).toList();
    }

    @Test
    void makesWhatIsWanted() {
        wants(network(1), network(2));
        agent.bind(new SimulatedNetwork(host, 0), "simulated");
        pass(5);
        assertEquals(List.of(network(1).id(), network(2).id()), there());
    }

    @Test
    void withoutAManagerItAsksWithPauses() {
        agent.bind(new SimulatedNetwork(host, 0), "simulated");
        pass(30);
        wants(network(1));
        pass(2);
        assertEquals(List.of(network(1).id()), there());
        assertTrue(asked >= 1 && asked < 5, asked + " questions");
    }

    @Test
    void repairsWhatSomeoneElseRemoved() {
        wants(network(1));
        agent.bind(new SimulatedNetwork(host, 0), "simulated");
        pass(5);
        host.restart();
        assertEquals(List.of(), there());
        pass(35);
        assertEquals(List.of(network(1).id()), there());
    }

    @Test
    void aHintWithoutNewsLeavesTheNetworksAlone() {
        wants(network(1));
        agent.bind(new SimulatedNetwork(host, 0), "simulated");
        pass(5);
        host.restart();
        hint();
        assertEquals(List.of(), there());
        pass(35);
        assertEquals(List.of(network(1).id()), there());
    }

    @Test
    void aHintWithNewsIsEnough() {
        Subscription first = wants(network(1), network(2));
        agent.bind(new SimulatedNetwork(host, 0), "simulated");
        pass(5);
        first.close();
        wants(network(2), network(3));
        hint();
        assertEquals(List.of(network(2).id(), network(3).id()), there());
    }

    private void hint() {
        HostId id = new HostId("host-1");
        var unused =
                bus.cast(
                        NetworkProtocol.agent(id),
                        NetworkProtocol.WAKE.message(
                                new Wake(id), "1", "", clock.instant().plusSeconds(5)),
                        Durability.HINT);
        pass(1);
    }

    @Test
    void removesWhatIsNoLongerWanted() {
        Subscription first = wants(network(1), network(2));
        agent.bind(new SimulatedNetwork(host, 0), "simulated");
        pass(5);
        first.close();
        wants(network(2));
        pass(60);
        assertEquals(List.of(network(2).id()), there());
    }

    @Test
    void removesNothingBeforeTheManagerHasAnswered() {
        wants(network(1));
        SimulatedNetwork driver = new SimulatedNetwork(host, 0);
        agent.bind(driver, "simulated");
        pass(5);
        bus.close();
        pass(120);
        assertEquals(List.of(network(1).id()), there());
    }

    @Test
    void whoAnswersGuestsIsToldOfTheirGatewaysAndOfNoneBeforeTheManagerAnswered() {
        List<Map<Ipv4, Integer>> told = new ArrayList<>();
        agent.add(told::add);
        pass(5);
        assertEquals(List.of(), told);
        Subscription first = wants(network(1), network(2));
        pass(30);
        assertEquals(
                Map.of(new Ipv4("10.1.0.1"), 8773, new Ipv4("10.2.0.1"), 8773),
                told.get(told.size() - 1));
        List<Map<Ipv4, Integer>> late = new ArrayList<>();
        agent.add(late::add);
        assertEquals(List.of(told.get(told.size() - 1)), late);
        first.close();
        wants(network(2));
        hint();
        assertEquals(Map.of(new Ipv4("10.2.0.1"), 8773), told.get(told.size() - 1));
    }

    @Test
    void aDriverThatFailsIsTriedAgain() {
        host.failNext(DriverException.Kind.BUSY);
        host.failNext(DriverException.Kind.BROKEN);
        wants(network(1));
        agent.bind(new SimulatedNetwork(host, 0), "simulated");
        pass(25);
        assertEquals(List.of(network(1).id()), there());
    }

    @Test
    void aNewDriverRepairsAtOnce() {
        wants(network(1));
        SimulatedNetwork first = new SimulatedNetwork(host, 0);
        agent.bind(first, "simulated");
        pass(5);
        agent.unbind(first);
        host.restart();
        agent.bind(new SimulatedNetwork(host, 0), "simulated");
        pass(2);
        assertEquals(List.of(network(1).id()), there());
    }
}

package io.nova.manager.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.HostId;
import io.nova.model.network.Ipv4;
import io.nova.protocol.Ack;
import io.nova.protocol.NetworkProtocol;
import io.nova.protocol.Peers;
import io.nova.protocol.PeersRequest;
import io.nova.reconcile.MutableClock;
import io.nova.reconcile.SteppedReconcileEngine;
import io.nova.testkit.messaging.SteppedMessageBus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What hosts are told of each other's tunnels. */
class PeerDeskTest {

    private final Lab lab = new Lab();
    private final SteppedMessageBus bus =
            new SteppedMessageBus(
                    lab.clock, to -> lab.clock.advance(Duration.between(lab.clock.instant(), to)));
    private final SteppedReconcileEngine engine =
            new SteppedReconcileEngine(
                    new MutableClock(Instant.parse("2026-01-01T00:00:00Z")), new Random(7));
    private final HostHints hints = new HostHints(lab.store, lab, bus, lab.clock, lab.ids);
    private final PeerDesk desk = new PeerDesk(lab.store, hints, engine, bus, lab.ids);
    private final List<String> hinted = new ArrayList<>();

    @BeforeEach
    void listen() {
        for (String host : List.of("h1", "h2", "h3")) {
            var unused =
                    NetworkProtocol.WAKE.serve(
                            bus,
                            NetworkProtocol.agent(new HostId(host)),
                            1,
                            wake -> {
                                hinted.add(host);
                                return CompletableFuture.completedStage(Ack.OK);
                            });
        }
    }

    private List<String> say(String host, String address) {
        CompletableFuture<Peers> answer =
                NetworkProtocol.PEERS.call(
                        bus,
                        NetworkProtocol.MANAGER,
                        new PeersRequest(
                                new HostId(host),
                                address.isEmpty()
                                        ? Optional.empty()
                                        : Optional.of(new Ipv4(address))),
                        lab.ids.hex(16),
                        "",
                        lab.clock.instant().plusSeconds(10));
        settle();
        assertTrue(answer.isDone());
        return answer.join().hosts().stream().map(Ipv4::value).toList();
    }

    private void settle() {
        while (engine.step() || bus.step()) {
            // All that is due.
        }
    }

    @Test
    void eachHearsOfAllThatHaveTunnels() {
        assertEquals(List.of("192.0.2.1"), say("h1", "192.0.2.1"));
        assertEquals(List.of("192.0.2.1", "192.0.2.2"), say("h2", "192.0.2.2"));
        assertEquals(List.of(), say("h3", ""), "who has none needs none");
        assertEquals(List.of("192.0.2.1", "192.0.2.2"), say("h1", "192.0.2.1"));
    }

    @Test
    void whatIsNewIsHintedToAllThatHaveTunnelsAndNothingElse() {
        say("h1", "192.0.2.1");
        say("h3", "");
        hinted.clear();
        say("h2", "192.0.2.2");
        assertEquals(List.of("h1", "h2"), List.copyOf(new TreeSet<>(hinted)));
        hinted.clear();
        say("h2", "192.0.2.2");
        say("h3", "");
        assertEquals(List.of(), hinted);
    }

    @Test
    void anAddressThatChangesTakesThePlaceOfTheOld() {
        say("h1", "192.0.2.1");
        say("h2", "192.0.2.2");
        say("h2", "192.0.2.22");
        assertEquals(List.of("192.0.2.1", "192.0.2.22"), say("h1", "192.0.2.1"));
        say("h2", "");
        assertEquals(List.of("192.0.2.1"), say("h1", "192.0.2.1"));
    }

    @Test
    void aHostThatIsRemovedIsNoPeerAnyLonger() {
        say("h1", "192.0.2.1");
        say("h2", "192.0.2.2");
        HostId gone = new HostId("h2");
        assertTrue(desk.knows(gone));
        assertEquals("", desk.held(gone));
        hinted.clear();
        desk.forget(gone);
        desk.forget(gone);
        settle();
        assertFalse(desk.knows(gone));
        assertEquals(List.of("h1"), hinted);
        assertEquals(List.of("192.0.2.1"), say("h1", "192.0.2.1"));
    }

    @Test
    void anotherManagerKnowsWhatThisOneWasTold() {
        say("h1", "192.0.2.1");
        desk.close();
        PeerDesk other = new PeerDesk(lab.store, hints, engine, bus, lab.ids);
        assertEquals(List.of("192.0.2.1", "192.0.2.2"), say("h2", "192.0.2.2"));
        other.close();
    }
}

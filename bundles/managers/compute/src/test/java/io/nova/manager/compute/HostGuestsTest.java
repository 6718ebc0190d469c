package io.nova.manager.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.cluster.Fault;
import io.nova.api.cluster.HostCheck.Look;
import io.nova.api.cluster.HostCheck.Seen;
import io.nova.json.Json;
import io.nova.model.HostId;
import io.nova.model.compute.Instance;
import io.nova.model.compute.PowerState;
import io.nova.protocol.ComputeProtocol;
import io.nova.protocol.Holdings;
import io.nova.protocol.Holdings.Holding;
import io.nova.protocol.HoldingsRequest;
import io.nova.spi.messaging.Message;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.messaging.MessagingException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HostGuestsTest {

    private static final String STRANGER = "i-0123456789abcdef0";

    private final Lab lab = new Lab().host("host-1", 1000);
    private final List<Holding> guests = new ArrayList<>();
    private boolean whole = true;
    private boolean answers = true;

    /** Carries the question to the one host there is. */
    private final MessageBus bus =
            (MessageBus)
                    Proxy.newProxyInstance(
                            MessageBus.class.getClassLoader(),
                            new Class<?>[] {MessageBus.class},
                            (proxy, method, arguments) -> {
                                assertEquals("call", method.getName());
                                assertEquals(ComputeProtocol.agent(Lab.HOST), arguments[0]);
                                return answer(((Message) arguments[1]).body());
                            });

    private CompletableFuture<String> answer(String body) {
        return answers
                ? CompletableFuture.completedFuture(
                        Json.write(
                                Holdings.page(
                                        Json.read(body, HoldingsRequest.class), guests, whole)))
                : CompletableFuture.failedFuture(
                        new MessagingException(MessagingException.Kind.NO_ROUTE, "nobody serves"));
    }

    private Look look() throws InterruptedException {
        AtomicInteger alive = new AtomicInteger();
        Look look =
                new HostGuests(lab.store, lab.roster, bus, lab.clock, lab.ids)
                        .look(alive::incrementAndGet);
        assertEquals(lab.roster.all().size(), alive.get());
        return look;
    }

    private void has(Instance instance) {
        guests.add(new Holding(instance.id().value(), instance.generation(), false));
    }

    private static String text(Seen seen) {
        return "%s %s %s"
                .formatted(
                        seen.finding().fault().word(),
                        seen.finding().subject(),
                        seen.finding().detail());
    }

    @Test
    void aHostThatHasWhatItShouldIsWell() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            has(lab.running());
        }
        assertEquals(new Look(List.of(), List.of()), look());
    }

    @Test
    void aGuestWithoutARecordIsAStray() throws InterruptedException {
        guests.add(new Holding(STRANGER, 7, false));
        List<Seen> seen = look().seen();
        assertEquals(1, seen.size());
        assertTrue(
                text(seen.get(0))
                        .startsWith(
                                "stray guest " + STRANGER + " on host-1 is there without a record"),
                text(seen.get(0)));
        assertEquals(seen, look().seen(), "the same while nothing changes");
        guests.set(0, new Holding(STRANGER, 8, false));
        assertNotEquals(seen, look().seen(), "another once the host goes on");
    }

    @Test
    void aGuestOfATerminatedInstanceIsAStray() throws InterruptedException {
        Instance instance = lab.running();
        has(instance);
        var unused = lab.instances.terminate(Lab.OWNER, List.of(instance.id()));
        lab.reports(Lab.saw(lab.now(instance), PowerState.GONE));
        assertTrue(text(look().seen().get(0)).contains("says that it is terminated"));
    }

    @Test
    void anInstanceWithoutItsGuestIsMissing() throws InterruptedException {
        Instance instance = lab.running();
        Look look = look();
        assertEquals(
                List.of(
                        "missing instance %s is running, and host-1 has no guest of it"
                                .formatted(instance.id())),
                look.seen().stream().map(HostGuestsTest::text).toList());
        assertEquals(Fault.MISSING, look.seen().get(0).finding().fault());
        // On its way there.
        guests.clear();
        has(instance);
        lab.run(1, 1);
        assertEquals(List.of(), look().seen());
    }

    @Test
    void ofAHostThatDoesNotKnowAllNothingIsMissing() throws InterruptedException {
        lab.running();
        whole = false;
        Look look = look();
        assertEquals(List.of(), look.seen());
        assertEquals(List.of("all guests of host-1: a driver of it is away"), look.silent());
    }

    @Test
    void aHostThatDoesNotAnswerIsNamed() throws InterruptedException {
        lab.running();
        answers = false;
        assertEquals(List.of("the guests of host-1: nobody serves"), look().silent());
        lab.clock.advance(Duration.ofMinutes(2));
        Look look = look();
        assertEquals(List.of("the guests of host-1, which is down"), look.silent());
        assertEquals(List.of(), look.seen());
        assertEquals(new HostId("host-1"), Lab.HOST);
    }

    @Test
    void manyGuestsComeInPages() throws InterruptedException {
        for (int i = 0; i < 2 * Holdings.PAGE + 1; i++) {
            guests.add(new Holding("i-%017x".formatted(i), 1, false));
        }
        assertEquals(guests.size(), look().seen().size());
    }
}

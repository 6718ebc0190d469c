package io.nova.testkit.messaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.spi.messaging.Durability;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.messaging.MessagingException.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class SteppedMessageBusTest extends MessageBusContract {

    private Instant now = Instant.EPOCH;

    @Override
    protected MessageBus open() {
        return new SteppedMessageBus(clock(), at -> now = at);
    }

    @Override
    protected void close(MessageBus bus) {
        ((SteppedMessageBus) bus).close();
    }

    @Override
    protected Instant now() {
        return now;
    }

    @Override
    protected void until(BooleanSupplier fact) {
        var bus = (SteppedMessageBus) bus();
        while (!fact.getAsBoolean()) {
            assertTrue(bus.step(), "waited in vain");
        }
    }

    @Override
    protected <T> void settle(CompletableFuture<T> future) {
        var bus = (SteppedMessageBus) bus();
        while (!future.isDone()) {
            if (!bus.step()) {
                now = bus.next().orElseThrow();
            }
        }
    }

    @Test
    void lessThanAStepIsNothing() {
        var heard = new ArrayList<String>();
        serve(ROLE, "hint", message -> answer(heard, message.body(), "1"));

        await(bus().cast(ROLE, message("hint", "1"), Durability.HINT));

        assertEquals(List.of(), heard);
        assertTrue(((SteppedMessageBus) bus()).step());
        assertEquals(List.of("1"), heard);
        assertFalse(((SteppedMessageBus) bus()).step());
    }

    @Test
    void repeatsAHistoryUnderItsSeedAndNotUnderAnother() {
        List<String> history = history(7);

        assertEquals(history, history(7));
        assertNotEquals(history, history(8));
        // Of 200, some are lost, some come twice, and not in order.
        assertTrue(history.stream().distinct().count() < 200);
        assertTrue(history.stream().distinct().count() < history.size());
        assertNotEquals(history.stream().sorted().toList(), history);
    }

    @Test
    void forgetsAProcessThatCrashedWithoutTellingAnyone() {
        var bus = (SteppedMessageBus) bus();
        MessageBus dying = bus.process("dying");
        dying.serve(ROLE, "echo", message -> done("1"), options(1, 1, 1));
        serve(HOST, "echo", message -> done("2"));
        var toTheDead = bus.call(ROLE, message("echo", "1", Duration.ofSeconds(3)));
        var ofTheDead = dying.call(HOST, message("echo", "1"));

        bus.crash("dying");

        assertEquals(Kind.TIMEOUT, kind(toTheDead));
        assertEquals(Kind.NO_ROUTE, kind(bus.call(ROLE, message("echo", "1"))));
        bus.settle();
        assertFalse(ofTheDead.isDone());
        assertEquals("2", await(bus.call(HOST, message("echo", "1"))));
    }

    @Test
    void movesOnWhileAHandlerWaitsForAnAnswer() {
        serve(HOST, "echo", message -> done("2"));
        serve(ROLE, "ask", m -> done(bus().call(HOST, message("echo", "1")).join()));

        assertEquals("2", await(bus().call(ROLE, message("ask", "1"))));
    }

    private List<String> history(long seed) {
        var faults = new Faults(10, 10, 20, Duration.ofSeconds(1));
        var bus =
                new SteppedMessageBus(clock(), at -> now = at, new SplittableRandom(seed), faults);
        List<String> heard = new ArrayList<>();
        bus.serve(ROLE, "hint", message -> answer(heard, message.body(), "1"), options(1, 1, 1));
        for (int i = 100; i < 300; i++) {
            bus.cast(ROLE, message("hint", Integer.toString(i)), Durability.HINT).join();
        }
        while (bus.step() || bus.next().isPresent()) {
            bus.next().filter(at -> at.isAfter(now)).ifPresent(at -> now = at);
        }
        return heard;
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public Instant instant() {
                return now;
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                throw new UnsupportedOperationException();
            }
        };
    }
}

package io.nova.driver.messaging.rabbitmq;

import static io.nova.spi.messaging.MessagingException.Kind.NO_ROUTE;
import static io.nova.spi.messaging.MessagingException.Kind.OVERLOADED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.nova.model.InvalidParameterException;
import io.nova.spi.messaging.Durability;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.messaging.Subscription;
import io.nova.testkit.messaging.MessageBusFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the broker's queues do for us: limits, keeping, repeating, and what is left of it all. */
@ExtendWith(OneBroker.class)
class QueuesTest extends MessageBusFixture {

    private static final int LENGTH = 20;

    private String cloud = "";

    @Override
    protected MessageBus open() {
        cloud = OneBroker.newCloud();
        return another("h1");
    }

    private RabbitMessageBus another(String host) {
        try {
            SettingsFor settings = OneBroker.get().settings(cloud).queueLength(LENGTH);
            return Buses.connected(settings.host(host).build());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected void close(MessageBus bus) {
        ((RabbitMessageBus) bus).close();
    }

    @Test
    void refusesCallsToAQueueThatIsFullAndGoesOnAfterwards() {
        var hold = new CompletableFuture<String>();
        serve(ROLE, "busy", message -> hold);
        List<CompletableFuture<String>> calls =
                IntStream.range(0, 200)
                        .mapToObj(i -> bus().call(ROLE, message("busy", "1")))
                        .toList();
        until(() -> calls.stream().filter(CompletableFuture::isDone).count() >= 100);

        calls.stream()
                .filter(CompletableFuture::isDone)
                .forEach(call -> assertEquals(OVERLOADED, kind(call)));
        hold.complete("2");
        calls.forEach(this::settle);
        assertEquals("2", await(bus().call(ROLE, message("busy", "1"))));
    }

    @Test
    void keepsCommandsWhileNobodyServesButNoMoreThanFit() {
        var handled = new ConcurrentLinkedQueue<String>();
        serve(ROLE, "kept", message -> answer(handled, message.opId(), "1")).close();
        List<String> safe = new ArrayList<>();
        boolean full = false;
        for (int i = 0; i < 10_000 && !full; i++) {
            var message = message("kept", "1");
            var cast = bus().cast(ROLE, message, Durability.COMMAND);
            settle(cast);
            full = cast.isCompletedExceptionally();
            if (full) {
                assertEquals(OVERLOADED, kind(cast));
            } else {
                safe.add(message.opId());
            }
        }
        assertFalse(safe.size() < LENGTH);

        serve(ROLE, "kept", message -> answer(handled, message.opId(), "1"));

        until(() -> handled.containsAll(safe));
    }

    @Test
    void countsWhatWaitsInTheBrokerAndHere() {
        var bus = (RabbitMessageBus) bus();
        var hold = new CompletableFuture<String>();
        serve(ROLE, "kept", message -> hold);
        assertEquals(0, bus.unfinished());
        for (int i = 0; i < 30; i++) {
            await(bus.cast(ROLE, message("kept", "1"), Durability.COMMAND));
        }
        var call = bus.call(ROLE, message("kept", "1"));

        // One is handled, some are at hand, the rest wait in the broker; and the call with its
        // caller.
        until(() -> bus.unfinished() == 32);
        hold.complete("1");

        await(call);
        until(() -> bus.unfinished() == 0);
    }

    @Test
    void tellsThatACommandHasNoQueueAnywhere() {
        assertEquals(NO_ROUTE, kind(bus().cast(ROLE, message("never", "1"), Durability.COMMAND)));
        assertEquals(NO_ROUTE, kind(bus().cast(HOST, message("never", "1"), Durability.COMMAND)));
    }

    @Test
    void deliversACommandThatFailsAgainUntilItIsADeadLetter() throws Exception {
        var tries = new AtomicInteger();
        serve(
                ROLE,
                "poison",
                message -> {
                    tries.incrementAndGet();
                    throw new IllegalStateException("not now");
                });
        await(bus().cast(ROLE, message("poison", "1"), Durability.COMMAND));

        until(() -> tries.get() == Topology.DELIVERIES);
        while (!OneBroker.get().messages(cloud + ".dead").equals("1")) {
            Thread.onSpinWait();
        }
        assertEquals(Topology.DELIVERIES, tries.get());
    }

    @Test
    void aCommandThatSucceedsAtLastIsDoneWith() throws Exception {
        var tries = new AtomicInteger();
        serve(
                ROLE,
                "shy",
                message -> {
                    if (tries.incrementAndGet() < 3) {
                        throw new IllegalStateException("not now");
                    }
                    return done("1");
                });
        await(bus().cast(ROLE, message("shy", "1"), Durability.COMMAND));

        until(() -> tries.get() == 3);
        while (!OneBroker.get().messages(cloud + ":work:manager:shy").equals("0")) {
            Thread.onSpinWait();
        }
        assertEquals("0", OneBroker.get().messages(cloud + ".dead"));
    }

    @Test
    void doesNotRepeatACommandThatTheHandlerRefused() throws Exception {
        var handled = new ConcurrentLinkedQueue<String>();
        serve(
                ROLE,
                "refused",
                message -> {
                    handled.add(message.body());
                    throw InvalidParameterException.missing("ImageId");
                });
        await(bus().cast(ROLE, message("refused", "1"), Durability.COMMAND));
        await(bus().cast(ROLE, message("refused", "2"), Durability.COMMAND));

        until(() -> handled.contains("2"));
        assertEquals(List.of("1", "2"), List.copyOf(handled));
        assertEquals("0", OneBroker.get().messages(cloud + ".dead"));
    }

    @Test
    void tellsAllThatWaitWhenTheLastServerLeaves() {
        var hold = new CompletableFuture<String>();
        var begun = new AtomicInteger();
        Subscription server = serve(ROLE, "busy", message -> count(begun, hold));
        var first = bus().call(ROLE, message("busy", "1"));
        until(() -> begun.get() == 1);
        // More than are sent ahead: some wait at the broker.
        List<CompletableFuture<String>> waiting =
                IntStream.range(0, 30)
                        .mapToObj(i -> bus().call(ROLE, message("busy", "2")))
                        .toList();
        // Those were sent when this is answered.
        serve(HOST, "echo", message -> done("1"));
        await(bus().call(HOST, message("echo", "1")));

        server.close();

        waiting.forEach(call -> assertEquals(NO_ROUTE, kind(call)));
        hold.complete("3");
        assertEquals("3", await(first));
    }

    @Test
    void prefersTheNewestConnectionOfAHost() {
        serve(HOST, "who", message -> done("1"));
        assertEquals("1", await(bus().call(HOST, message("who", "1"))));
        RabbitMessageBus newer = another("h1");
        try {
            newer.serve(HOST, "who", message -> done("2"), options(1, 1, 1));
            for (int i = 0; i < 10; i++) {
                assertEquals("2", await(bus().call(HOST, message("who", "1"))));
            }
        } finally {
            close(newer);
        }
        assertEquals("1", await(bus().call(HOST, message("who", "1"))));
    }

    @Test
    void refusesWhileTheBrokerTakesNothingAndGoesOnAfterwards() throws Exception {
        serve(ROLE, "echo", message -> done(message.body()));
        OneBroker.get().control("set_vm_memory_high_watermark", "0.000001");
        try {
            until(
                    () -> {
                        // The broker notices at the first message that it gets.
                        var unused = bus().cast(ROLE, message("echo", "1"), Durability.HINT);
                        return bus().health().note().contains("takes nothing");
                    });

            assertEquals(OVERLOADED, kind(bus().call(ROLE, message("echo", "1"))));
            assertEquals(
                    OVERLOADED, kind(bus().cast(ROLE, message("echo", "1"), Durability.COMMAND)));
            await(bus().cast(ROLE, message("echo", "1"), Durability.HINT));
        } finally {
            OneBroker.get().control("set_vm_memory_high_watermark", "0.4");
        }
        until(() -> !bus().health().note().contains("takes nothing"));
        assertEquals("2", await(bus().call(ROLE, message("echo", "2"))));
    }
}

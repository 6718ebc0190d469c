package io.nova.driver.messaging.rabbitmq;

import static io.nova.spi.messaging.MessagingException.Kind.CLOSED;
import static io.nova.spi.messaging.MessagingException.Kind.TIMEOUT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.nova.spi.messaging.Address;
import io.nova.spi.messaging.Durability;
import io.nova.spi.messaging.Message;
import io.nova.spi.messaging.MessageBus;
import io.nova.testkit.messaging.MessageBusFixture;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of everything when the broker is killed, and when it comes back. */
@ExtendWith(OneBroker.class)
class BrokerDeathTest extends MessageBusFixture {

    private String cloud = "";

    @Override
    protected MessageBus open() {
        cloud = OneBroker.newCloud();
        return OneBroker.connected(cloud);
    }

    @Override
    protected void close(MessageBus bus) {
        ((RabbitMessageBus) bus).close();
    }

    /** What fails in between is not to be the next test's trouble. */
    @AfterEach
    void bringTheBrokerBack() throws Exception {
        if (!OneBroker.get().isAlive()) {
            OneBroker.get().begin();
            OneBroker.get().awaitListening();
        }
    }

    @Test
    void nothingAcknowledgedIsLostAndEverythingGoesOn() throws Exception {
        var hold = new CompletableFuture<String>();
        var began = new AtomicInteger();
        Set<String> handled = ConcurrentHashMap.newKeySet();
        serve(ROLE, "slow", 10, message -> count(began, new CompletableFuture<>()));
        serve(ROLE, "echo", message -> done(message.body()));
        serve(HOST, "echo", message -> done(message.body()));
        for (Address to : List.of(ROLE, HOST)) {
            serve(to, "keep", message -> hold.thenApply(go -> noted(handled, message.opId())));
        }
        // Hosts' subscriptions of all come back too.
        var heard = new AtomicInteger();
        serve(Address.all("agent"), "news", message -> count(heard, hold));
        List<CompletableFuture<String>> calls =
                IntStream.range(0, 10)
                        .mapToObj(i -> bus().call(ROLE, message("slow", "1")))
                        .toList();
        until(() -> began.get() == 10);

        Set<String> kept = ConcurrentHashMap.newKeySet();
        Set<String> refused = ConcurrentHashMap.newKeySet();
        long made = System.nanoTime();
        var sender = CompletableFuture.runAsync(() -> sendUntilRefused(kept, refused));
        // The broker writes down within half a second that there is a quorum queue.
        until(() -> kept.size() >= 500 && System.nanoTime() - made > 2_000_000_000L);
        OneBroker.get().kill();

        // At once, and not at the deadline: but whether it happened nobody knows.
        calls.forEach(call -> assertEquals(TIMEOUT, kind(call)));
        sender.join();
        assertFalse(refused.isEmpty());
        assertEquals(CLOSED, kind(bus().call(ROLE, message("echo", "1"))));
        await(bus().cast(ROLE, message("echo", "1"), Durability.HINT));
        assertFalse(bus().health().connected());

        OneBroker.get().begin();
        OneBroker.get().awaitListening();
        for (Address to : List.of(ROLE, HOST)) {
            until(() -> answers(to));
        }

        hold.complete("1");
        until(() -> handled.containsAll(kept));
        until(
                () -> {
                    bus().broadcast("agent", message("news", "1"));
                    return heard.get() > 0;
                });
    }

    /** RabbitMQ cuts a classic queue of limited length down when it starts, confirmed or not. */
    @Test
    void keepsAHostsCommandsHoweverManyWait() throws Exception {
        SettingsFor few = OneBroker.get().settings(OneBroker.newCloud()).queueLength(100);
        var hold = new CompletableFuture<String>();
        Set<String> seen = ConcurrentHashMap.newKeySet();
        RabbitMessageBus bus = Buses.connected(few.build());
        try {
            bus.serve(HOST, "keep", message -> seen(seen, message, hold), options(1, 1, 1));
            List<Message> commands =
                    IntStream.range(0, 300)
                            .mapToObj(i -> message("keep", "1", Duration.ofMinutes(5)))
                            .toList();
            for (Message command : commands) {
                await(bus.cast(HOST, command, Durability.COMMAND));
            }
            OneBroker.get().kill();
            seen.clear();
            OneBroker.get().begin();
            OneBroker.get().awaitListening();

            hold.complete("1");
            until(() -> commands.stream().map(Message::opId).allMatch(seen::contains));
        } finally {
            bus.close();
        }
    }

    private static CompletionStage<String> seen(
            Set<String> seen, Message message, CompletableFuture<String> answer) {
        seen.add(message.opId());
        return answer;
    }

    private boolean answers(Address to) {
        var call = bus().call(to, message("echo", "7"));
        settle(call);
        return !call.isCompletedExceptionally() && call.join().equals("7");
    }

    private void sendUntilRefused(Set<String> kept, Set<String> refused) {
        for (int i = 0; refused.isEmpty() && i < 100_000; i++) {
            var message = message("keep", "1", Duration.ofMinutes(5));
            var unused =
                    bus().cast(i % 2 == 0 ? ROLE : HOST, message, Durability.COMMAND)
                            .whenComplete(
                                    (done, thrown) ->
                                            (thrown == null ? kept : refused).add(message.opId()));
            if (i % 100 == 99) {
                int sent = i;
                until(() -> kept.size() + refused.size() >= sent - 100);
            }
        }
    }

    private static String noted(Set<String> handled, String operation) {
        handled.add(operation);
        return "1";
    }

    @Test
    void reconnectingLeavesNothingBehind() throws Exception {
        serve(ROLE, "echo", message -> done(message.body()));
        serve(Address.all("agent"), "echo", message -> done(message.body()));
        // Once for the threads that are made when they are needed first.
        reconnect();
        Set<String> before = threads();
        for (int i = 0; i < 4; i++) {
            reconnect();
        }

        until(() -> threads().size() <= before.size());
        // One of roles, one kept, one of answers, one of copies, and dead letters.
        assertEquals(5, OneBroker.get().queues(cloud));
    }

    private void reconnect() throws Exception {
        OneBroker.get().control("close_all_connections", "a test");
        until(() -> !bus().health().connected());
        until(() -> answers(ROLE));
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("nova-bus-") || name.startsWith("AMQP"))
                .collect(Collectors.toSet());
    }
}

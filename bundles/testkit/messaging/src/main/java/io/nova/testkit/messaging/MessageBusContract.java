package io.nova.testkit.messaging;

import static io.nova.spi.messaging.MessagingException.Kind.CLOSED;
import static io.nova.spi.messaging.MessagingException.Kind.NO_ROUTE;
import static io.nova.spi.messaging.MessagingException.Kind.OVERLOADED;
import static io.nova.spi.messaging.MessagingException.Kind.REMOTE;
import static io.nova.spi.messaging.MessagingException.Kind.TIMEOUT;
import static io.nova.spi.messaging.MessagingException.Kind.TOO_LARGE;
import static io.nova.spi.messaging.MessagingException.Kind.UNSUPPORTED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.HostId;
import io.nova.model.InvalidParameterException;
import io.nova.spi.messaging.Address;
import io.nova.spi.messaging.Durability;
import io.nova.spi.messaging.Message;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.messaging.MessageHandler;
import io.nova.spi.messaging.MessagingException;
import io.nova.spi.messaging.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** What holds of every message bus. A driver's test extends it and says how to make a bus. */
public abstract class MessageBusContract extends MessageBusFixture {

    @Test
    void carriesEveryFieldAndAnswersWithTheHandlersBody() {
        var seen = new ConcurrentLinkedQueue<Message>();
        serve(ROLE, "echo", message -> answer(seen, message, message.body()));
        Message sent =
                new Message("op-1", "echo", 1, in(Duration.ofSeconds(5)), "req-1", "{\"a\":\"é\"}");

        assertEquals("{\"a\":\"é\"}", await(bus().call(ROLE, sent)));
        assertEquals(
                List.of(sent),
                seen.stream().map(message -> message.readBy(Optional.empty())).toList());
    }

    @Test
    void believesNoSenderWhoReadsTheAnswer() {
        var readers = new ConcurrentLinkedQueue<Optional<HostId>>();
        serve(ROLE, "ask", message -> answer(readers, message.reader(), "1"));
        Optional<HostId> other = Optional.of(new HostId("another"));

        await(bus().call(ROLE, message("ask", "1").readBy(other)));
        await(bus().cast(ROLE, message("ask", "1").readBy(other), Durability.COMMAND));
        until(() -> readers.size() == 2);

        assertFalse(readers.contains(other));
        assertEquals(Optional.empty(), List.copyOf(readers).get(1), "nobody reads an answer");
    }

    @Test
    void keepsTheAnswersOfManyCallsApart() {
        serve(ROLE, "echo", 4, message -> done(message.body()));
        List<CompletableFuture<String>> calls =
                IntStream.range(0, 200)
                        .mapToObj(i -> bus().call(ROLE, message("echo", Integer.toString(i))))
                        .toList();

        for (int i = 0; i < calls.size(); i++) {
            assertEquals(Integer.toString(i), await(calls.get(i)));
        }
    }

    @Test
    void tellsAtOnceThatNobodyServesTheAddress() {
        long fastest = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long begin = System.nanoTime();
            assertEquals(NO_ROUTE, kind(bus().call(ROLE, message("echo", "1"))));
            fastest = Math.min(fastest, System.nanoTime() - begin);
        }
        // The best of five: what is shown is that no timeout is waited for.
        assertTrue(Duration.ofNanos(fastest).toMillis() < 100, () -> "took too long");
    }

    @Test
    void refusesATypeThatTheAddressDoesNotServe() {
        serve(ROLE, "echo", message -> done("1"));

        var kind = kind(bus().call(ROLE, message("other", "1")));

        // A bus with a queue for each address learns it from the server, others know it themselves.
        assertTrue(Set.of(NO_ROUTE, UNSUPPORTED).contains(kind), kind::name);
    }

    @Test
    void takesOnlyTheVersionsThatTheServerKnows() {
        served(bus().serve(ROLE, "echo", message -> done("1"), options(1, 2, 3)));

        assertEquals(UNSUPPORTED, kind(bus().call(ROLE, version("echo", 1))));
        assertEquals("1", await(bus().call(ROLE, version("echo", 2))));
        assertEquals("1", await(bus().call(ROLE, version("echo", 3))));
        assertEquals(UNSUPPORTED, kind(bus().call(ROLE, version("echo", 4))));
    }

    @Test
    void tellsATimeoutAndIgnoresTheLateAnswer() {
        var answer = new CompletableFuture<String>();
        var begun = new AtomicInteger();
        serve(ROLE, "slow", message -> count(begun, answer));

        var call = bus().call(ROLE, message("slow", "1", Duration.ofMillis(300)));
        assertEquals(TIMEOUT, kind(call));
        answer.complete("\"late\"");

        assertEquals(TIMEOUT, kind(call));
        assertEquals(1, begun.get());
        serve(HOST, "echo", message -> done(message.body()));
        assertEquals("2", await(bus().call(HOST, message("echo", "2"))));
    }

    @Test
    void doesNotBeginWhatIsPastItsDeadline() {
        var hold = new CompletableFuture<String>();
        var handled = new ConcurrentLinkedQueue<String>();
        serve(
                ROLE,
                "busy",
                message -> {
                    handled.add(message.body());
                    return message.body().equals("1") ? hold : done("0");
                });
        var first = bus().call(ROLE, message("busy", "1"));
        until(() -> handled.contains("1"));

        assertEquals(TIMEOUT, kind(bus().call(ROLE, message("busy", "2", Duration.ofMillis(200)))));
        hold.complete("0");
        await(first);
        await(bus().call(ROLE, message("busy", "3")));

        assertEquals(List.of("1", "3"), List.copyOf(handled));
        assertEquals(TIMEOUT, kind(bus().call(ROLE, message("busy", "4", Duration.ofMillis(-1)))));
        await(bus().call(ROLE, message("busy", "5")));
        assertFalse(handled.contains("4"));
    }

    @Test
    void tellsTheHandlersFaultInItsOwnWords() {
        serve(
                ROLE,
                "fails",
                message -> {
                    throw new MessagingException(REMOTE, "no such guest");
                });
        serve(
                HOST,
                "fails",
                message ->
                        CompletableFuture.failedFuture(
                                InvalidParameterException.missing("ImageId")));

        MessagingException thrown = fault(bus().call(ROLE, message("fails", "1")));
        assertEquals(REMOTE, thrown.kind());
        assertEquals("no such guest", thrown.getMessage());
        MessagingException later = fault(bus().call(HOST, message("fails", "1")));
        assertEquals(REMOTE, later.kind());
        assertEquals(InvalidParameterException.missing("ImageId").getMessage(), later.getMessage());
    }

    @Test
    void tellsNothingOfAFaultThatNobodyForesaw() {
        serve(
                ROLE,
                "fails",
                message -> {
                    throw new IllegalStateException("canary-secret");
                });

        MessagingException thrown = fault(bus().call(ROLE, message("fails", "1")));

        assertEquals(REMOTE, thrown.kind());
        assertFalse(String.valueOf(thrown.getMessage()).contains("canary-secret"));
    }

    @Test
    void passesOnThatTheServerCannotReadTheBody() {
        serve(
                ROLE,
                "fails",
                message -> {
                    throw new MessagingException(UNSUPPORTED, "not a Wake");
                });

        assertEquals(UNSUPPORTED, kind(bus().call(ROLE, message("fails", "1"))));
    }

    @Test
    void refusesWhatAFullQueueCannotTakeAndGoesOnAfterwards() {
        var hold = new CompletableFuture<String>();
        serve(ROLE, "busy", message -> hold);
        List<CompletableFuture<String>> calls = new ArrayList<>();
        while (calls.size() < 20_000
                && calls.stream().skip(Math.max(0, calls.size() - 1)).noneMatch(f -> f.isDone())) {
            calls.add(bus().call(ROLE, message("busy", "1", Duration.ofMinutes(5))));
        }

        assertEquals(OVERLOADED, kind(calls.remove(calls.size() - 1)));
        hold.complete("2");
        calls.forEach(call -> assertEquals("2", await(call)));
        assertEquals("2", await(bus().call(ROLE, message("busy", "1"))));
    }

    @Test
    void doesNotHoldUpOneServerBehindAnother() {
        var hold = new CompletableFuture<String>();
        serve(ROLE, "slow", 2, message -> hold);
        serve(ROLE, "fast", message -> done("2"));
        List<CompletableFuture<String>> slow =
                IntStream.range(0, 50)
                        .mapToObj(i -> bus().call(ROLE, message("slow", "1")))
                        .toList();

        assertEquals("2", await(bus().call(ROLE, message("fast", "1"))));
        assertTrue(slow.stream().noneMatch(CompletableFuture::isDone));
        hold.complete("3");
        slow.forEach(call -> assertEquals("3", await(call)));
    }

    @Test
    void handlesNoMoreAtOnceThanTheServerWants() {
        var hold = new CompletableFuture<String>();
        var begun = new AtomicInteger();
        serve(ROLE, "busy", 3, message -> count(begun, hold));
        serve(ROLE, "echo", message -> done("1"));
        List<CompletableFuture<String>> calls =
                IntStream.range(0, 9)
                        .mapToObj(i -> bus().call(ROLE, message("busy", "1")))
                        .toList();
        until(() -> begun.get() == 3);
        await(bus().call(ROLE, message("echo", "1")));

        assertEquals(3, begun.get());
        hold.complete("1");
        calls.forEach(this::await);
        assertEquals(9, begun.get());
    }

    @Test
    void sharesARoleAmongItsServers() {
        Set<Integer> servers = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            String name = Integer.toString(i);
            serve(ROLE, "who", message -> done(name));
        }
        for (int i = 0; i < 12; i++) {
            servers.add(Integer.valueOf(await(bus().call(ROLE, message("who", "1")))));
        }

        assertEquals(Set.of(0, 1, 2), servers);
    }

    @Test
    void tellsABroadcastToEveryoneAndNobodyElse() {
        var heard = new ConcurrentLinkedQueue<String>();
        Address all = Address.all("agent");
        serve(all, "news", message -> answer(heard, "one", "1"));
        serve(all, "news", message -> answer(heard, "two", "1"));
        serve(Address.all("other"), "news", message -> answer(heard, "other role", "1"));
        serve(all, "gossip", message -> answer(heard, "other type", "1"));
        serve(ROLE, "news", message -> answer(heard, "not all", "1"));

        bus().broadcast("agent", message("news", "1"));
        bus().broadcast("nobody", message("news", "1"));

        until(() -> heard.size() >= 2);
        serve(HOST, "echo", message -> done("1"));
        await(bus().call(HOST, message("echo", "1")));
        assertEquals(Set.of("one", "two"), Set.copyOf(heard));
    }

    @Test
    void castsToOneServerAndDropsAHintThatNobodyWants() {
        var heard = new ConcurrentLinkedQueue<String>();
        await(bus().cast(ROLE, message("hint", "0"), Durability.HINT));
        serve(ROLE, "hint", message -> answer(heard, message.body(), "1"));

        await(bus().cast(ROLE, message("hint", "1"), Durability.HINT));
        await(bus().cast(ROLE, message("hint", "2"), Durability.COMMAND));

        until(() -> heard.contains("1") && heard.contains("2"));
        assertFalse(heard.contains("0"));
    }

    @Test
    void refusesALongBodyWhereItIsSent() {
        var heard = new ConcurrentLinkedQueue<String>();
        serve(ROLE, "echo", message -> answer(heard, "", message.body()));
        serve(Address.all("agent"), "echo", message -> answer(heard, "", "1"));
        String longest = '"' + "é".repeat(MessageBus.MAX_BODY / 2 - 1) + '"';

        assertEquals(longest, await(bus().call(ROLE, message("echo", longest))));
        Message longer = message("echo", longest + " ");
        assertEquals(TOO_LARGE, kind(bus().call(ROLE, longer)));
        assertEquals(TOO_LARGE, kind(bus().cast(ROLE, longer, Durability.HINT)));
        assertEquals(
                TOO_LARGE,
                assertThrows(MessagingException.class, () -> bus().broadcast("agent", longer))
                        .kind());
        assertEquals(1, heard.size());
    }

    @Test
    void refusesAnAnswerThatIsTooLongOrNoJson() {
        String tooLong = '"' + "x".repeat(MessageBus.MAX_BODY) + '"';
        serve(ROLE, "long", message -> done(tooLong));
        serve(ROLE, "text", message -> done("not json"));

        assertEquals(REMOTE, kind(bus().call(ROLE, message("long", "1"))));
        assertEquals(REMOTE, kind(bus().call(ROLE, message("text", "1"))));
    }

    @Test
    void refusesABodyThatIsNoJson() {
        serve(ROLE, "echo", message -> done("1"));
        for (String body : List.of("", "{", "{\"a\":}", "not json", "\"\ud800\"")) {
            Message message = message("echo", body);
            assertThrows(IllegalArgumentException.class, () -> bus().call(ROLE, message), body);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> bus().cast(ROLE, message, Durability.HINT),
                    body);
            assertThrows(IllegalArgumentException.class, () -> bus().broadcast("x", message), body);
        }
    }

    @Test
    void callsAndCastsNobodyInParticular() {
        Address all = Address.all("agent");
        serve(all, "news", message -> done("1"));
        Message message = message("news", "1");

        assertThrows(IllegalArgumentException.class, () -> bus().call(all, message));
        assertThrows(
                IllegalArgumentException.class, () -> bus().cast(all, message, Durability.HINT));
    }

    @Test
    void letsOnlyOneServeATypeOfAHost() {
        Subscription first = serve(HOST, "wake", message -> done("1"));
        MessageHandler second = message -> done("2");

        assertThrows(IllegalStateException.class, () -> serve(HOST, "wake", second));
        serve(HOST, "sleep", second);
        serve(Address.host("agent", new HostId("h2")), "wake", second);
        assertEquals("1", await(bus().call(HOST, message("wake", "1"))));

        first.close();
        serve(HOST, "wake", second);
        first.close();
        assertEquals("2", await(bus().call(HOST, message("wake", "1"))));
    }

    @Test
    void beginsNothingForAServerThatLeftAndFinishesWhatItBegan() {
        var hold = new CompletableFuture<String>();
        var begun = new AtomicInteger();
        Subscription server = serve(ROLE, "busy", message -> count(begun, hold));
        var handled = bus().call(ROLE, message("busy", "1"));
        until(() -> begun.get() == 1);
        var waiting = bus().call(ROLE, message("busy", "2"));

        server.close();
        assertEquals(NO_ROUTE, kind(waiting));
        hold.complete("3");

        assertEquals("3", await(handled));
        assertEquals(1, begun.get());
        assertEquals(NO_ROUTE, kind(bus().call(ROLE, message("busy", "4"))));
    }

    @Test
    void givesTheWaitingMessagesOfAServerThatLeftToAnother() {
        var hold = new CompletableFuture<String>();
        var begun = new AtomicInteger();
        Subscription server = serve(ROLE, "busy", message -> count(begun, hold));
        var handled = bus().call(ROLE, message("busy", "1"));
        until(() -> begun.get() == 1);
        var waiting = bus().call(ROLE, message("busy", "2"));
        serve(ROLE, "busy", message -> done("\"other\""));

        server.close();

        assertEquals("\"other\"", await(waiting));
        hold.complete("3");
        await(handled);
    }

    @Test
    void tellsHandlersTheRequestIdForTheirLog() {
        MDC.put("probe", "1");
        assertEquals("1", MDC.get("probe"), "the test needs a logger with an MDC");
        MDC.remove("probe");
        serve(ROLE, "mdc", message -> done('"' + MDC.get(MessageBus.MDC_REQUEST_ID) + '"'));
        Instant deadline = in(Duration.ofSeconds(5));

        assertEquals(
                "\"req-7\"",
                await(bus().call(ROLE, new Message("op", "mdc", 1, deadline, "req-7", "1"))));
        assertEquals(
                "\"null\"",
                await(bus().call(ROLE, new Message("op", "mdc", 1, deadline, "", "1"))));
    }

    @Test
    void endsEveryCallWhenTheBusCloses() {
        var hold = new CompletableFuture<String>();
        var begun = new AtomicInteger();
        serve(ROLE, "busy", message -> count(begun, hold));
        List<CompletableFuture<String>> calls =
                IntStream.range(0, 3)
                        .mapToObj(i -> bus().call(ROLE, message("busy", "1")))
                        .toList();
        until(() -> begun.get() == 1);
        assertTrue(bus().health().connected());

        close(bus());

        calls.forEach(call -> assertEquals(CLOSED, kind(call)));
        assertEquals(CLOSED, kind(bus().call(ROLE, message("busy", "1"))));
        assertEquals(CLOSED, kind(bus().cast(ROLE, message("busy", "1"), Durability.COMMAND)));
        assertFalse(bus().health().connected());
        assertEquals(1, begun.get());
    }
}

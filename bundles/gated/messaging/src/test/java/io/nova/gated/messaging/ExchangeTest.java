package io.nova.gated.messaging;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.driver.messaging.local.LocalMessageBus;
import io.nova.model.IncorrectStateException;
import io.nova.spi.messaging.Address;
import io.nova.spi.messaging.Durability;
import io.nova.spi.messaging.Message;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.messaging.ServeOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drivers come, go and take over while the bus is used. */
class ExchangeTest {

    private static final Address ROLE = Address.role("manager");
    private static final int PATIENCE = 20;

    @TempDir private Path folder;

    private final AtomicInteger operations = new AtomicInteger();

    private Message message(String type) {
        return new Message(
                "op-" + operations.incrementAndGet(),
                type,
                1,
                Instant.now().plusSeconds(PATIENCE),
                "",
                "1");
    }

    private static ServeOptions options() {
        return new ServeOptions(4, 1, 1);
    }

    private Path file() {
        return folder.resolve("choice.cfg");
    }

    private static String get(CompletableFuture<String> call) throws Exception {
        return call.get(PATIENCE, TimeUnit.SECONDS);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aCallThatComesWhileThereIsNoDriverIsAnsweredByTheNextOne() throws Exception {
        MessagingGate gate = Gates.gate(Gates.settings(""), file());
        MessageBus bus = Gates.bus(gate);
        bus.serve(ROLE, "echo", message -> completedFuture("2"), options());
        LocalMessageBus first = Gates.driver();
        Gates.bind(gate, "local", first);
        Gates.unbind(gate, first);
        var began = new CountDownLatch(1);
        var answer =
                CompletableFuture.supplyAsync(
                        () -> {
                            began.countDown();
                            return bus.call(ROLE, message("echo")).join();
                        });
        assertTrue(began.await(PATIENCE, TimeUnit.SECONDS));

        LocalMessageBus second = Gates.driver();
        Gates.bind(gate, "local", second);

        assertEquals("2", get(answer));
        assertEquals(1, gate.stats().swaps());
        Gates.unbind(gate, second);
    }

    @Test
    void aDriverLeavesWhenWhatItHasIsDone() throws Exception {
        MessagingGate gate = Gates.gate(Gates.settings(""), file());
        MessageBus bus = Gates.bus(gate);
        var hold = new CompletableFuture<String>();
        Set<String> handled = ConcurrentHashMap.newKeySet();
        bus.serve(
                ROLE,
                "keep",
                message -> hold.thenApply(go -> handled.add(message.opId()) ? "1" : "2"),
                new ServeOptions(1, 1, 1));
        LocalMessageBus driver = Gates.driver();
        Gates.bind(gate, "local", driver);
        var call = bus.call(ROLE, message("keep"));
        for (int i = 0; i < 50; i++) {
            bus.cast(ROLE, message("keep"), Durability.COMMAND).get(PATIENCE, TimeUnit.SECONDS);
        }
        var left = CompletableFuture.runAsync(() -> Gates.unbind(gate, driver));
        assertFalse(left.isDone());

        hold.complete("go");

        left.get(PATIENCE, TimeUnit.SECONDS);
        assertEquals("1", get(call));
        assertEquals(51, handled.size());
    }

    @Test
    void aHandlerThatTheDriverWaitsForMaySendOverIt() throws Exception {
        MessagingGate gate = Gates.gate(Gates.settings(""), file());
        MessageBus bus = Gates.bus(gate);
        var began = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        bus.serve(ROLE, "inner", message -> completedFuture("3"), options());
        bus.serve(
                ROLE,
                "outer",
                message -> {
                    began.countDown();
                    await(go);
                    return bus.call(ROLE, message("inner"));
                },
                options());
        LocalMessageBus driver = Gates.driver();
        Gates.bind(gate, "local", driver);
        var call = bus.call(ROLE, message("outer"));
        assertTrue(began.await(PATIENCE, TimeUnit.SECONDS));
        var left = CompletableFuture.runAsync(() -> Gates.unbind(gate, driver));
        while (gate.drivers().carrying().isPresent()) {
            Thread.onSpinWait();
        }

        go.countDown();

        assertEquals("3", get(call));
        left.get(PATIENCE, TimeUnit.SECONDS);
    }

    @Test
    void noCallFailsAndNothingIsLostWhileDriversComeAndGo() throws Exception {
        MessagingGate gate = Gates.gate(Gates.settings(""), file());
        MessageBus bus = Gates.bus(gate);
        Set<String> handled = ConcurrentHashMap.newKeySet();
        bus.serve(ROLE, "echo", message -> completedFuture(message.body()), options());
        bus.serve(
                ROLE,
                "keep",
                message -> completedFuture(handled.add(message.opId()) ? "1" : "2"),
                options());
        LocalMessageBus driver = Gates.driver();
        Gates.bind(gate, "local", driver);
        Set<String> sent = ConcurrentHashMap.newKeySet();
        var calls = new AtomicInteger();
        var done = new CountDownLatch(1);
        List<CompletableFuture<Void>> clients = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            clients.add(
                    CompletableFuture.runAsync(
                            () -> {
                                while (done.getCount() > 0) {
                                    assertEquals("1", bus.call(ROLE, message("echo")).join());
                                    Message kept = message("keep");
                                    bus.cast(ROLE, kept, Durability.COMMAND).join();
                                    sent.add(kept.opId());
                                    calls.incrementAndGet();
                                }
                            },
                            command -> new Thread(command).start()));
        }
        for (int i = 0; i < 20; i++) {
            int goal = calls.get() + 50;
            while (calls.get() < goal && clients.stream().noneMatch(CompletableFuture::isDone)) {
                Thread.onSpinWait();
            }
            LocalMessageBus next = Gates.driver();
            if (i % 2 == 0) {
                Gates.unbind(gate, driver);
                Gates.bind(gate, "local", next);
            } else {
                Gates.bind(gate, "another", next);
                Gates.unbind(gate, driver);
            }
            driver = next;
        }
        done.countDown();

        for (var client : clients) {
            client.get(PATIENCE, TimeUnit.SECONDS);
        }
        Gates.unbind(gate, driver);
        assertEquals(sent, handled);
        assertEquals(20, gate.stats().swaps());
        assertEquals(0, gate.stats().overruns());
    }

    @Test
    void aMoveHoldsWhenTheOldDriverHasNothingLeft() throws Exception {
        MessagingGate gate = Gates.gate(Gates.settings(""), file());
        MessageBus bus = Gates.bus(gate);
        var hold = new CompletableFuture<String>();
        Set<String> handled = ConcurrentHashMap.newKeySet();
        bus.serve(
                ROLE,
                "keep",
                message -> hold.thenApply(go -> handled.add(message.opId()) ? "1" : "2"),
                new ServeOptions(1, 1, 1));
        LocalMessageBus local = Gates.driver();
        LocalMessageBus other = Gates.driver();
        Gates.bind(gate, "local", local);
        for (int i = 0; i < 10; i++) {
            bus.cast(ROLE, message("keep"), Durability.COMMAND).get(PATIENCE, TimeUnit.SECONDS);
        }
        Gates.bind(gate, "other", other);
        assertEquals("local", gate.serving());
        var move =
                CompletableFuture.runAsync(
                        () -> {
                            try {
                                gate.move("other", line -> {});
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        });
        while (!gate.serving().equals("other")) {
            Thread.onSpinWait();
        }
        assertFalse(Files.exists(file()));

        hold.complete("go");

        move.get(PATIENCE, TimeUnit.SECONDS);
        assertEquals(10, handled.size());
        assertEquals(List.of("driver = other"), Files.readAllLines(file()));
        Gates.unbind(gate, local);
        Gates.unbind(gate, other);
    }

    @Test
    void aMoveThatCannotBeFinishedChangesNothing() throws Exception {
        MessagingGate gate = Gates.gate(Gates.impatient(), file());
        MessageBus bus = Gates.bus(gate);
        bus.serve(ROLE, "stuck", message -> new CompletableFuture<>(), options());
        LocalMessageBus local = Gates.driver();
        LocalMessageBus other = Gates.driver();
        Gates.bind(gate, "local", local);
        Gates.bind(gate, "other", other);
        bus.cast(ROLE, message("stuck"), Durability.HINT).get(PATIENCE, TimeUnit.SECONDS);

        assertThrows(IncorrectStateException.class, () -> gate.move("other", line -> {}));
        assertThrows(IncorrectStateException.class, () -> gate.move("nowhere", line -> {}));

        assertEquals("local", gate.serving());
        assertFalse(Files.exists(file()));
        Gates.unbind(gate, local);
        Gates.unbind(gate, other);
    }

    @Test
    void theDriverThatIsNamedCarriesAlsoIfAnotherIsThere() {
        MessagingGate gate = Gates.gate(Gates.settings("other"), file());
        LocalMessageBus local = Gates.driver();
        LocalMessageBus other = Gates.driver();
        Gates.bind(gate, "local", local);
        assertTrue(gate.drivers().carrying().isEmpty());
        assertEquals("other", gate.serving());

        Gates.bind(gate, "other", other);

        assertEquals("other", gate.drivers().carrying().orElseThrow().name());
        Gates.unbind(gate, local);
        Gates.unbind(gate, other);
    }
}

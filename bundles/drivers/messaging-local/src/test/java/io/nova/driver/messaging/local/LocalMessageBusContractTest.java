package io.nova.driver.messaging.local;

import static io.nova.spi.messaging.MessagingException.Kind.CLOSED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.spi.messaging.Durability;
import io.nova.spi.messaging.MessageBus;
import io.nova.testkit.messaging.MessageBusContract;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LocalMessageBusContractTest extends MessageBusContract {

    @Override
    protected MessageBus open() {
        return new LocalMessageBus(500, Duration.ofMillis(200));
    }

    @Override
    protected void close(MessageBus bus) {
        ((LocalMessageBus) bus).close();
    }

    @Test
    void letsAHandlerHoldItsThreadAndOthersGoOn() {
        var release = new CountDownLatch(1);
        serve(
                ROLE,
                "blocks",
                2,
                message -> {
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return done("1");
                });
        serve(ROLE, "echo", message -> done("2"));
        List<CompletableFuture<String>> blocked =
                IntStream.range(0, 10)
                        .mapToObj(i -> bus().call(ROLE, message("blocks", "1")))
                        .toList();

        assertEquals("2", await(bus().call(ROLE, message("echo", "1"))));
        release.countDown();
        blocked.forEach(call -> assertEquals("1", await(call)));
    }

    @Test
    void countsWhatWaitsAndWhatIsHandled() {
        var bus = (LocalMessageBus) bus();
        var hold = new CompletableFuture<String>();
        serve(ROLE, "kept", message -> hold);
        for (int i = 0; i < 30; i++) {
            await(bus.cast(ROLE, message("kept", "1"), Durability.COMMAND));
        }
        var call = bus.call(ROLE, message("kept", "1"));
        assertEquals(32, bus.unfinished());
        hold.complete("1");

        await(call);
        until(() -> bus.unfinished() == 0);
    }

    @Test
    void leavesNoThreadBehind() {
        serve(ROLE, "left-behind", 4, message -> done("1"));
        for (int i = 0; i < 20; i++) {
            await(bus().call(ROLE, message("left-behind", "1")));
        }
        assertTrue(threads() > 0);

        close(bus());

        until(() -> threads() == 0);
    }

    @Test
    void interruptsAHandlerThatOutstaysTheBus() {
        var interrupted = new CompletableFuture<String>();
        var begun = new CountDownLatch(1);
        serve(
                ROLE,
                "stubborn",
                message -> {
                    begun.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.complete("interrupted");
                    }
                    return done("1");
                });
        var call = bus().call(ROLE, message("stubborn", "1"));
        until(() -> begun.getCount() == 0);

        close(bus());

        assertEquals("interrupted", await(interrupted));
        assertEquals(CLOSED, kind(call));
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("nova-bus-left-behind"))
                .count();
    }
}

package io.nova.testkit.messaging;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.HostId;
import io.nova.spi.messaging.Address;
import io.nova.spi.messaging.Message;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.messaging.MessageHandler;
import io.nova.spi.messaging.MessagingException;
import io.nova.spi.messaging.ServeOptions;
import io.nova.spi.messaging.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.opentest4j.AssertionFailedError;

/** The tools of {@link MessageBusContract}; a bus without threads replaces how to wait. */
public abstract class MessageBusFixture {

    /** An address that several may serve. */
    protected static final Address ROLE = Address.role("manager");

    /** An address that one may serve. */
    protected static final Address HOST = Address.host("agent", new HostId("h1"));

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long LOOK_AGAIN_NANOS = 100_000;
    private static final AtomicLong OPERATIONS = new AtomicLong();

    private final List<Subscription> served = new ArrayList<>();
    private @Nullable MessageBus bus;

    /** Returns a new bus that nobody else uses. */
    protected abstract MessageBus open();

    /** Closes a bus as its deactivation does; may be called twice. */
    protected abstract void close(MessageBus bus);

    @BeforeEach
    final void openBus() {
        bus = open();
    }

    @AfterEach
    final void closeBus() {
        served.forEach(Subscription::close);
        close(bus());
    }

    /** Returns the bus of this test. */
    protected final MessageBus bus() {
        return requireNonNull(bus);
    }

    /** Returns the time by the bus's clock. */
    protected Instant now() {
        return Instant.now();
    }

    /** Waits until the fact holds, or fails. */
    protected void until(BooleanSupplier fact) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!fact.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "waited in vain");
            // The bus, and a broker beside it, need the processors more.
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }

    /** Waits until the future is done. */
    protected <T> void settle(CompletableFuture<T> future) {
        try {
            future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionFailedError("waited in vain for an answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionFailedError("interrupted", e);
        } catch (ExecutionException e) {
            // Done, if not well: the caller looks at it.
            return;
        }
    }

    /** Returns the future's value. */
    protected final <T> T await(CompletableFuture<T> future) {
        settle(future);
        return future.join();
    }

    /** Returns how the future failed. */
    protected final MessagingException fault(CompletableFuture<?> future) {
        settle(future);
        Throwable thrown = assertThrows(CompletionException.class, future::join).getCause();
        return assertInstanceOf(MessagingException.class, thrown);
    }

    /** Returns the kind of how the future failed. */
    protected final MessagingException.Kind kind(CompletableFuture<?> future) {
        return fault(future).kind();
    }

    /** Serves one at a time, until the test ends. */
    protected final Subscription serve(Address address, String type, MessageHandler handler) {
        return serve(address, type, 1, handler);
    }

    /** Serves so many at a time, until the test ends. */
    protected final Subscription serve(
            Address address, String type, int concurrency, MessageHandler handler) {
        return served(bus().serve(address, type, handler, options(concurrency, 1, 1)));
    }

    /** Ends the subscription with the test. */
    protected final Subscription served(Subscription subscription) {
        served.add(subscription);
        return subscription;
    }

    protected static ServeOptions options(int concurrency, int minVersion, int maxVersion) {
        return new ServeOptions(concurrency, minVersion, maxVersion);
    }

    protected final Instant in(Duration time) {
        return now().plus(time);
    }

    protected final Message message(String type, String body) {
        return message(type, body, Duration.ofSeconds(15));
    }

    protected final Message message(String type, String body, Duration time) {
        return new Message(operation(), type, 1, in(time), "", body);
    }

    protected final Message version(String type, int version) {
        return new Message(operation(), type, version, in(Duration.ofSeconds(15)), "", "1");
    }

    protected static CompletionStage<String> done(String body) {
        return CompletableFuture.completedFuture(body);
    }

    /** Notes what was seen and answers. */
    protected static <T> CompletionStage<String> answer(Collection<T> seen, T value, String body) {
        seen.add(value);
        return done(body);
    }

    /** Counts and answers later. */
    protected static CompletionStage<String> count(
            AtomicInteger counter, CompletableFuture<String> answer) {
        counter.incrementAndGet();
        return answer;
    }

    private static String operation() {
        return "op-" + OPERATIONS.incrementAndGet();
    }
}

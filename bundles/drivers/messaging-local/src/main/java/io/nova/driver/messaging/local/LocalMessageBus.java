package io.nova.driver.messaging.local;

import static io.nova.spi.messaging.MessagingException.Kind.CLOSED;
import static io.nova.spi.messaging.MessagingException.Kind.TIMEOUT;
import static io.nova.spi.messaging.MessagingException.Kind.TOO_LARGE;

import io.nova.model.setting.SettingsFile;
import io.nova.spi.messaging.Address;
import io.nova.spi.messaging.Bodies;
import io.nova.spi.messaging.BusHealth;
import io.nova.spi.messaging.Durability;
import io.nova.spi.messaging.Message;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.messaging.MessageHandler;
import io.nova.spi.messaging.MessagingDriver;
import io.nova.spi.messaging.MessagingException;
import io.nova.spi.messaging.ServeOptions;
import io.nova.spi.messaging.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries messages within this process, under the same rules as a broker does: bodies are text of
 * limited size, queues are bounded, calls have deadlines.
 *
 * <p>Every server has threads of its own, at most as many as it handles at once; idle ones end.
 */
@Component(
        service = MessagingDriver.class,
        configurationPid = LocalMessageBus.PID,
        property = MessageBus.DRIVER_NAME + "=local")
@Designate(ocd = LocalMessageBus.Config.class)
public final class LocalMessageBus implements MessagingDriver {

    static final String PID = "io.nova.driver.messaging.local";

    private static final Logger LOG = LoggerFactory.getLogger(LocalMessageBus.class);

    /** How the bus is set up. */
    @ObjectClassDefinition(name = "Messages within this process")
    public @interface Config {
        @AttributeDefinition(
                description = "Messages that wait for one server before senders are refused")
        int queueLength() default 1000;

        @AttributeDefinition(
                description = "Seconds that the bus, when it stops, waits for handlers at work")
        int drainSeconds() default 2;
    }

    private static final SettingsFile FILE = SettingsFile.of(PID);

    private final Duration drain;
    private final Routes routes;
    private final Map<Long, CompletableFuture<String>> open = new ConcurrentHashMap<>();
    private final AtomicLong calls = new AtomicLong();
    private final ScheduledThreadPoolExecutor timer;
    private volatile boolean closed;

    @Activate
    public LocalMessageBus(Config config) {
        this(
                FILE.atLeast("queueLength", config::queueLength, 1),
                FILE.seconds("drainSeconds", config::drainSeconds, 0));
    }

    LocalMessageBus(int queueLength, Duration drain) {
        this.drain = drain;
        this.routes = new Routes(queueLength);
        this.timer = new ScheduledThreadPoolExecutor(1, Threads.named("nova-bus-timer"));
        timer.setRemoveOnCancelPolicy(true);
    }

    /** Ends every call with {@code CLOSED} and waits a little for the handlers at work. */
    @Deactivate
    public void close() {
        closed = true;
        List<LocalServer> servers = routes.clear();
        open.values().forEach(answer -> answer.completeExceptionally(closedFault()));
        timer.shutdownNow();
        long end = System.nanoTime() + drain.toNanos();
        servers.forEach(server -> server.end(end - System.nanoTime()));
    }

    @Override
    public Subscription serve(
            Address address, String type, MessageHandler handler, ServeOptions options) {
        if (closed) {
            throw closedFault();
        }
        return routes.add(address, type, handler, options);
    }

    @Override
    public CompletableFuture<String> call(Address address, Message message) {
        requireOne(address);
        CompletableFuture<String> answer = new CompletableFuture<>();
        try {
            Bodies.encode(message.body());
            limit(answer, message);
            // After it is open: whoever closes the bus either finds it there or was seen here.
            if (closed) {
                throw closedFault();
            }
            routes.send(address, new Delivery(message, answer));
        } catch (MessagingException e) {
            answer.completeExceptionally(e);
        }
        return answer;
    }

    private void limit(CompletableFuture<String> answer, Message message) {
        long call = calls.incrementAndGet();
        open.put(call, answer);
        var unused = answer.whenComplete((body, thrown) -> open.remove(call));
        try {
            ScheduledFuture<?> alarm =
                    timer.schedule(
                            () -> answer.completeExceptionally(timeout(message)),
                            Deadlines.left(message).toNanos(),
                            TimeUnit.NANOSECONDS);
            unused = answer.whenComplete((body, thrown) -> alarm.cancel(false));
        } catch (RejectedExecutionException e) {
            throw closedFault();
        }
    }

    @Override
    public CompletableFuture<Void> cast(Address address, Message message, Durability durability) {
        requireOne(address);
        try {
            Bodies.encode(message.body());
            if (closed) {
                throw closedFault();
            }
            routes.send(address, new Delivery(message, new CompletableFuture<>()));
        } catch (MessagingException e) {
            boolean told = e.kind() == TOO_LARGE || e.kind() == CLOSED;
            if (told || durability == Durability.COMMAND) {
                return CompletableFuture.failedFuture(e);
            }
            LOG.debug("A hint {} to {} was dropped: {}", message.type(), address, e.kind());
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void broadcast(String role, Message message) {
        Bodies.encode(message.body());
        routes.broadcast(Address.all(role), message);
    }

    @Override
    public long unfinished() {
        return (long) routes.unfinished() + open.size();
    }

    @Override
    public BusHealth health() {
        return new BusHealth(
                !closed,
                "%d servers, %d messages waiting, %d calls open"
                        .formatted(routes.servers(), routes.waiting(), open.size()));
    }

    private static void requireOne(Address address) {
        if (address instanceof Address.All) {
            throw new IllegalArgumentException("only a broadcast goes to " + address);
        }
    }

    private static MessagingException timeout(Message message) {
        return new MessagingException(
                TIMEOUT, "no answer to %s in time; it may yet happen".formatted(message.type()));
    }

    private static MessagingException closedFault() {
        return new MessagingException(CLOSED, "the bus is closed");
    }
}

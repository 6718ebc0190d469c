package io.nova.driver.messaging.rabbitmq;

import static io.nova.spi.messaging.MessagingException.Kind.CLOSED;
import static io.nova.spi.messaging.MessagingException.Kind.NO_ROUTE;
import static io.nova.spi.messaging.MessagingException.Kind.OVERLOADED;
import static io.nova.spi.messaging.MessagingException.Kind.TIMEOUT;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.nova.spi.messaging.Message;
import io.nova.spi.messaging.MessagingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The calls of this process that wait for their answers. Each ends once, whatever happens. */
final class OpenCalls {

    private final int most;
    private final ScheduledExecutorService timer;
    private final Map<String, Call> open = new ConcurrentHashMap<>();
    private final Map<String, Integer> perRoute = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * @param most calls that are open at once to one address and type: no slow server uses up what
     *     the others need
     */
    OpenCalls(int most, ScheduledExecutorService timer) {
        this.most = most;
        this.timer = timer;
    }

    /** One call; it hears of the fate of its message. */
    static final class Call implements Outgoing.Fate {

        private final String id;
        private final String type;
        private final String route;
        private final Session session;
        private final CompletableFuture<String> answer = new CompletableFuture<>();

        private Call(String type, String route, Session session) {
            // Whoever could guess it could answer in the server's place.
            this.id = UUID.randomUUID().toString();
            this.type = type;
            this.route = route;
            this.session = session;
        }

        String id() {
            return id;
        }

        CompletableFuture<String> answer() {
            return answer;
        }

        void fail(MessagingException fault) {
            answer.completeExceptionally(fault);
        }

        private void fail(MessagingException.Kind kind, String why) {
            fail(new MessagingException(kind, why));
        }

        @Override
        public void refused() {
            fail(OVERLOADED, "the queue %s is full".formatted(route));
        }

        @Override
        public void unroutable() {
            fail(NO_ROUTE, "nobody serves " + route);
        }

        @Override
        public void lost(boolean sent, String why) {
            if (sent) {
                fail(TIMEOUT, "%s: %s may yet happen".formatted(why, type));
            } else {
                fail(CLOSED, "%s: %s was not sent".formatted(why, type));
            }
        }
    }

    /**
     * Opens a call, which ends at the message's deadline at the latest.
     *
     * @throws MessagingException {@code OVERLOADED} or {@code CLOSED}
     */
    Call open(String route, Message message, Session session) {
        int before = perRoute.merge(route, 1, Integer::sum);
        Call call = new Call(message.type(), route, session);
        open.put(call.id, call);
        var unused = call.answer.whenComplete((body, thrown) -> forget(call));
        if (before > most) {
            call.fail(OVERLOADED, "%d calls to %s are open".formatted(most, route));
        } else if (closed) {
            // After it is open: whoever closes the bus either finds it there or was seen here.
            call.fail(CLOSED, "the bus is closed");
        } else {
            limit(call, message);
        }
        return call;
    }

    private void limit(Call call, Message message) {
        try {
            Future<?> alarm =
                    timer.schedule(
                            () ->
                                    call.fail(
                                            TIMEOUT,
                                            "no answer to %s in time; it may yet happen"
                                                    .formatted(call.type)),
                            Deadlines.left(message).toNanos(),
                            TimeUnit.NANOSECONDS);
            var unused = call.answer.whenComplete((body, thrown) -> alarm.cancel(false));
        } catch (RejectedExecutionException e) {
            call.fail(CLOSED, "the bus is closed");
        }
    }

    private void forget(Call call) {
        open.remove(call.id);
        perRoute.computeIfPresent(call.route, (route, count) -> count == 1 ? null : count - 1);
    }

    /** Ends the call to which the answer belongs, if it is open yet. */
    void answer(BasicProperties said, byte[] body) {
        String id = said.getCorrelationId();
        Call call = id == null ? null : open.get(id);
        if (call == null) {
            return;
        }
        Envelope.fault(said)
                .ifPresentOrElse(
                        call.answer::completeExceptionally,
                        () -> call.answer.complete(new String(body, StandardCharsets.UTF_8)));
    }

    /** Ends the calls of a session that is no more: their answers have no way. */
    void lost(Session session, String why) {
        for (Call call : List.copyOf(open.values())) {
            if (call.session == session) {
                call.lost(true, why);
            }
        }
    }

    /** Ends all calls, and whatever is opened from now on. */
    void close() {
        closed = true;
        List.copyOf(open.values()).forEach(call -> call.fail(CLOSED, "the bus is closed"));
    }

    int count() {
        return open.size();
    }
}

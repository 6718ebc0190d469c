package io.nova.join;

import io.nova.driver.messaging.rabbitmq.RabbitMessageBus;
import io.nova.model.IdSource;
import io.nova.protocol.MessageType;
import io.nova.spi.messaging.Address;
import io.nova.spi.messaging.MessagingException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The bus, for a question or two. */
final class BusLine implements AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(15);
    private static final Duration ANSWER = Duration.ofSeconds(60);

    /** A clock that is wrong must not keep the question from being heard: it is what is told. */
    private static final Duration WHATEVER_THE_CLOCK = Duration.ofDays(2);

    /** What may pass by itself, as a broker that starts. */
    private static final Pattern MAY_PASS =
            Pattern.compile("nobody listens|hangs up|does not answer in time");

    private final RabbitMessageBus bus;
    private final IdSource ids = new IdSource(new SecureRandom());

    private BusLine(RabbitMessageBus bus) {
        this.bus = bus;
    }

    /**
     * Connects.
     *
     * @param settings of the driver
     * @throws Refusal with what is wrong
     */
    static BusLine open(Map<String, String> settings) throws Refusal, InterruptedException {
        BusLine line;
        try {
            line = new BusLine(new RabbitMessageBus(config(settings)));
        } catch (IllegalArgumentException e) {
            throw new Refusal(String.valueOf(e.getMessage()), e);
        }
        try {
            line.awaitConnected();
            return line;
        } catch (Refusal | InterruptedException e) {
            line.close();
            throw e;
        }
    }

    private static RabbitMessageBus.Config config(Map<String, String> settings) {
        return (RabbitMessageBus.Config)
                Proxy.newProxyInstance(
                        BusLine.class.getClassLoader(),
                        new Class<?>[] {RabbitMessageBus.Config.class},
                        (proxy, method, arguments) ->
                                method.getDeclaringClass() == Annotation.class
                                        ? RabbitMessageBus.Config.class
                                        : value(method, settings));
    }

    private static @Nullable Object value(Method method, Map<String, String> settings) {
        String text = settings.get(method.getName());
        if (text == null) {
            return method.getDefaultValue();
        } else if (method.getReturnType() == String[].class) {
            return text.split(",", -1);
        }
        return method.getReturnType() == boolean.class ? (Object) Boolean.valueOf(text) : text;
    }

    private void awaitConnected() throws Refusal, InterruptedException {
        long end = System.nanoTime() + CONNECT.toNanos();
        while (!bus.health().connected()) {
            String note = bus.health().note();
            boolean mayPass = !note.contains(": key ") || MAY_PASS.matcher(note).find();
            if (!mayPass || System.nanoTime() > end) {
                throw new Refusal(note.replaceAll("; \\d+ servers, .*", ""));
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /**
     * Asks.
     *
     * @throws Refusal if nobody answers, with what to do
     */
    <Q, A> A ask(MessageType<Q, A> type, Address to, Q question)
            throws Refusal, InterruptedException {
        try {
            return type.call(
                            bus,
                            to,
                            question,
                            ids.hex(16),
                            "join-" + ids.hex(8),
                            Instant.now().plus(WHATEVER_THE_CLOCK))
                    .get(ANSWER.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new Refusal(
                    "no controller answered within %d s; run this again"
                            .formatted(ANSWER.toSeconds()),
                    e);
        } catch (ExecutionException e) {
            throw refusal(e.getCause());
        }
    }

    private static Refusal refusal(@Nullable Throwable cause) {
        if (cause instanceof MessagingException fault) {
            String said = String.valueOf(fault.getMessage());
            return switch (fault.kind()) {
                case NO_ROUTE ->
                        new Refusal(
                                "no controller of the cloud is up; run this again when one is",
                                fault);
                case UNSUPPORTED ->
                        new Refusal(
                                "the cloud has another release, and does not understand: " + said,
                                fault);
                case REMOTE -> new Refusal("the controller cannot: " + said, fault);
                default -> new Refusal("no answer (" + said + "); run this again", fault);
            };
        }
        return new Refusal("no answer: " + cause, cause);
    }

    @Override
    public void close() {
        bus.close();
    }
}

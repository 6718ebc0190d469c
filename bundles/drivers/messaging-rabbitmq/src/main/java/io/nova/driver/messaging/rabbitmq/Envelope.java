package io.nova.driver.messaging.rabbitmq;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.nova.model.HostId;
import io.nova.spi.messaging.Message;
import io.nova.spi.messaging.MessagingException;
import io.nova.spi.messaging.MessagingException.Kind;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How messages and answers look on the wire. The body is the message's own JSON. */
final class Envelope {

    private static final String OPERATION = "operation";
    private static final String VERSION = "version";
    private static final String DEADLINE = "deadline";
    private static final String REQUEST = "request";
    private static final String FROM = "from";
    private static final String SENT = "sent";
    private static final String FAULT = "fault";
    private static final String REASON = "reason";

    /** The most characters of what is said beside a body: all of it has to fit one frame. */
    private static final int LONGEST = 4096;

    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private static final int TRANSIENT = 1;
    private static final int PERSISTENT = 2;

    private Envelope() {}

    /** Returns what is said of a message that nobody needs after its deadline. */
    static BasicProperties hint(HostId from, Message message) {
        return said(from, message).deliveryMode(TRANSIENT).expiration(left(message)).build();
    }

    /** Returns what is said of a message that is answered. */
    static BasicProperties call(HostId from, Message message, String correlation, String replyTo) {
        return said(from, message)
                .deliveryMode(TRANSIENT)
                .expiration(left(message))
                .correlationId(correlation)
                .replyTo(replyTo)
                .build();
    }

    /** Returns what is said of a message that is kept. */
    static BasicProperties command(HostId from, Message message, String correlation) {
        return said(from, message).deliveryMode(PERSISTENT).correlationId(correlation).build();
    }

    /** Returns what is said of a message that is kept for a host until its deadline. */
    static BasicProperties commandToHost(HostId from, Message message, String correlation) {
        return said(from, message)
                .deliveryMode(PERSISTENT)
                .expiration(left(message))
                .correlationId(correlation)
                .build();
    }

    private static BasicProperties.Builder said(HostId from, Message message) {
        if (message.opId().length() + message.requestId().length() > LONGEST) {
            throw new IllegalArgumentException("the message's ids are too long");
        }
        return new BasicProperties.Builder()
                .contentType("application/json")
                .type(message.type())
                .headers(
                        Map.of(
                                OPERATION, message.opId(),
                                VERSION, message.version(),
                                DEADLINE, message.deadline().toString(),
                                REQUEST, message.requestId(),
                                FROM, from.value(),
                                SENT, Instant.now().toString()));
    }

    /** The broker drops it then, too. */
    private static String left(Message message) {
        return Long.toString(Math.max(1, Deadlines.left(message).toMillis()));
    }

    /**
     * Reads a message.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Message message(BasicProperties said, byte[] body) {
        try {
            return new Message(
                    text(said, OPERATION),
                    said.getType() == null ? "" : said.getType(),
                    Integer.parseInt(text(said, VERSION)),
                    Instant.parse(text(said, DEADLINE)),
                    text(said, REQUEST),
                    new String(body, UTF_8));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Returns the host that says it sent the message; members of before do not say it. */
    static String sender(BasicProperties said) {
        Object from = find(said, FROM);
        return from == null ? "somebody" : from.toString();
    }

    /** Returns when the message was sent, by its sender's clock, if it says so. */
    static Optional<Instant> sent(BasicProperties said) {
        try {
            return Optional.ofNullable(find(said, SENT))
                    .map(sent -> Instant.parse(sent.toString()));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Returns how long the broker kept the message at most. */
    static Duration longestWay(BasicProperties said) {
        String expiration = said.getExpiration();
        try {
            return expiration == null ? FOR_EVER : Duration.ofMillis(Long.parseLong(expiration));
        } catch (NumberFormatException e) {
            return FOR_EVER;
        }
    }

    /** Returns what is said of a good answer. */
    static BasicProperties answer(String correlation) {
        return new BasicProperties.Builder()
                .contentType("application/json")
                .deliveryMode(TRANSIENT)
                .correlationId(correlation)
                .build();
    }

    /** Returns what is said instead of a good answer. */
    static BasicProperties fault(String correlation, MessagingException fault) {
        String reason = String.valueOf(fault.getMessage());
        Map<String, Object> headers = new HashMap<>();
        headers.put(FAULT, fault.kind().name());
        headers.put(REASON, reason.length() > LONGEST ? reason.substring(0, LONGEST) : reason);
        return new BasicProperties.Builder()
                .deliveryMode(TRANSIENT)
                .correlationId(correlation)
                .headers(headers)
                .build();
    }

    /** Returns the fault that an answer tells, or empty if it is a good one. */
    static Optional<MessagingException> fault(BasicProperties said) {
        if (find(said, FAULT) == null) {
            return Optional.empty();
        }
        Kind kind =
                switch (text(said, FAULT)) {
                    case "NO_ROUTE" -> Kind.NO_ROUTE;
                    case "UNSUPPORTED" -> Kind.UNSUPPORTED;
                    case "OVERLOADED" -> Kind.OVERLOADED;
                    // What befell the server's own calls is nothing that befell this one.
                    default -> Kind.REMOTE;
                };
        return Optional.of(new MessagingException(kind, text(said, REASON)));
    }

    /** Returns how often the message was delivered before, as far as its queue counts it. */
    static int deliveriesBefore(BasicProperties said) {
        return find(said, "x-delivery-count") instanceof Number count ? count.intValue() : 0;
    }

    private static String text(BasicProperties said, String header) {
        Object value = find(said, header);
        if (value == null) {
            throw new IllegalArgumentException("it has no " + header);
        }
        return value.toString();
    }

    private static @Nullable Object find(BasicProperties said, String header) {
        Map<String, Object> headers = said.getHeaders();
        return headers == null ? null : headers.get(header);
    }
}

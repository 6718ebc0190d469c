package io.nova.driver.messaging.rabbitmq;

import static io.nova.spi.messaging.MessagingException.Kind.CLOSED;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.nova.spi.messaging.MessagingException;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes exchanges and queues that are not there. */
final class Topology {

    /** How often a command is delivered before it is a dead letter. */
    static final int DELIVERIES = 5;

    private static final Logger LOG = LoggerFactory.getLogger(Topology.class);

    /** A queue of a host that does not come back is removed after so many milliseconds. */
    private static final int UNUSED_MILLIS = 600_000;

    private static final int DEAD_LETTERS = 10_000;

    private Topology() {}

    /** One step in a channel of its own, which the broker ends if it cannot be done. */
    @FunctionalInterface
    private interface Step {
        void run(Channel channel) throws IOException;
    }

    /**
     * Makes the exchanges. Those to and from hosts are topics, since only there a broker can be
     * told which keys a user may bind.
     */
    static void exchanges(Connection connection, Names names) throws IOException {
        exchange(connection, names.roles(), BuiltinExchangeType.DIRECT);
        exchange(connection, names.hosts(), BuiltinExchangeType.TOPIC);
        exchange(connection, names.replies(), BuiltinExchangeType.TOPIC);
        exchange(connection, names.broadcasts(), BuiltinExchangeType.DIRECT);
    }

    /** Makes that of newcomers, which only those need who serve them. */
    static void newcomers(Connection connection, Names names) throws IOException {
        exchange(connection, names.newcomers(), BuiltinExchangeType.DIRECT);
    }

    /** Who may not make one can yet see that it is there. */
    private static void exchange(Connection connection, String name, BuiltinExchangeType type)
            throws IOException {
        otherwise(
                connection,
                AMQP.NOT_FOUND,
                channel -> channel.exchangeDeclarePassive(name),
                channel -> channel.exchangeDeclare(name, type, true));
    }

    /**
     * Makes what waits for a server of a role that is there: it goes with the last server, and
     * calls know.
     */
    static void live(Connection connection, String queue, int length) throws IOException {
        queue(
                connection,
                queue,
                true,
                Map.of(
                        "x-max-length", length,
                        "x-overflow", "reject-publish",
                        "x-expires", UNUSED_MILLIS));
    }

    /**
     * Makes what waits for a host, in the same way. Messages in it end with their deadlines, and
     * there is no other limit: a classic queue that starts looks at its length before it looks at
     * what to do then, and drops its oldest messages, confirmed or not. So a full queue would lose
     * with its broker as many commands as its server had at hand.
     */
    static void host(Connection connection, String queue) throws IOException {
        queue(connection, queue, true, Map.of("x-expires", UNUSED_MILLIS));
    }

    /** Makes what is kept until a server handled it, and what then is a dead letter. */
    static void work(Connection connection, Names names, String queue, int length)
            throws IOException {
        exchange(connection, names.dead(), BuiltinExchangeType.FANOUT);
        queue(connection, names.dead(), false, Map.of("x-max-length", DEAD_LETTERS));
        in(connection, channel -> channel.queueBind(names.dead(), names.dead(), ""));
        queue(
                connection,
                queue,
                false,
                Map.of(
                        "x-queue-type",
                        "quorum",
                        "x-max-length",
                        length,
                        "x-overflow",
                        "reject-publish",
                        "x-delivery-limit",
                        DELIVERIES,
                        "x-dead-letter-exchange",
                        names.dead(),
                        "x-dead-letter-strategy",
                        "at-least-once"));
    }

    /**
     * Returns how many messages wait in a queue; none if there is no such queue.
     *
     * @throws MessagingException {@code CLOSED} if the broker does not tell
     */
    static long ready(Connection connection, String queue) {
        AtomicLong count = new AtomicLong();
        try {
            otherwise(
                    connection,
                    AMQP.NOT_FOUND,
                    channel -> count.set(channel.queueDeclarePassive(queue).getMessageCount()),
                    channel -> count.set(0));
        } catch (IOException | AlreadyClosedException e) {
            throw new MessagingException(CLOSED, Trouble.shortly(e), e);
        }
        return count.get();
    }

    private static void queue(
            Connection connection, String name, boolean brief, Map<String, Object> form)
            throws IOException {
        otherwise(
                connection,
                AMQP.PRECONDITION_FAILED,
                channel -> channel.queueDeclare(name, true, false, brief, form),
                channel -> {
                    LOG.warn(
                            "The queue {} was made with other settings; it keeps them until it is"
                                    + " deleted",
                            name);
                    channel.queueDeclarePassive(name);
                });
    }

    private static void otherwise(Connection connection, int code, Step first, Step second)
            throws IOException {
        try {
            in(connection, first);
        } catch (IOException e) {
            if (Trouble.code(e) != code) {
                throw e;
            }
            in(connection, second);
        }
    }

    private static void in(Connection connection, Step step) throws IOException {
        Channel channel = Channels.open(connection);
        try {
            step.run(channel);
        } finally {
            Channels.end(channel);
        }
    }
}

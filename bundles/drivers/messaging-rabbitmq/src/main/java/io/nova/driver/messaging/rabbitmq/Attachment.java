package io.nova.driver.messaging.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.ShutdownSignalException;
import io.nova.spi.messaging.Address;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The consumer of one queue of a server in one session. */
final class Attachment {

    private static final Logger LOG = LoggerFactory.getLogger(Attachment.class);

    /** What is on its way here while the handlers are at work. */
    private static final int AHEAD = 15;

    /** The last server of a queue may leave, and the queue with it, just before it is used. */
    private static final int TRIES = 5;

    private final Session session;
    private final RabbitServer server;
    private final Channel channel;
    private final boolean work;
    private String consumer = "";
    private boolean left;

    private Attachment(Session session, RabbitServer server, boolean work, Channel channel) {
        this.work = work;
        this.session = session;
        this.server = server;
        this.channel = channel;
    }

    /**
     * Makes the queue and begins to consume.
     *
     * @param work whether it is the queue of what is kept
     */
    static Attachment open(Session session, RabbitServer server, boolean work) throws IOException {
        for (int tries = 1; ; tries++) {
            Channel channel = Channels.open(session.connection());
            Attachment attachment = new Attachment(session, server, work, channel);
            try {
                attachment.consume();
                return attachment;
            } catch (IOException e) {
                attachment.close();
                if (Trouble.code(e) != AMQP.NOT_FOUND || tries == TRIES) {
                    throw e;
                }
            }
        }
    }

    private void consume() throws IOException {
        channel.basicQos(server.concurrency() + AHEAD);
        String exchange = server.names().exchange(server.address());
        if (exchange.equals(server.names().newcomers())) {
            Topology.newcomers(session.connection(), server.names());
        }
        String queue;
        if (server.address() instanceof Address.All) {
            queue = server.names().newCopies();
            // The oldest go first where they are too many: each is a hint only.
            Map<String, Object> form = Map.of("x-max-length", server.queueLength());
            channel.queueDeclare(queue, false, true, true, form);
            channel.queueBind(queue, exchange, server.key());
        } else if (work) {
            queue = server.workKey();
            int length = server.queueLength();
            Topology.work(session.connection(), server.names(), queue, length);
            channel.queueBind(queue, exchange, queue);
        } else {
            queue = server.key();
            if (server.address() instanceof Address.Host) {
                Topology.host(session.connection(), queue);
            } else {
                Topology.live(session.connection(), queue, server.queueLength());
            }
            channel.queueBind(queue, exchange, queue);
        }
        consumer =
                channel.basicConsume(
                        queue,
                        false,
                        preference(),
                        (tag, message) ->
                                take(
                                        message.getEnvelope(),
                                        message.getProperties(),
                                        message.getBody()),
                        tag -> server.attachAgain(work));
        channel.addShutdownListener(this::ended);
    }

    private void take(
            com.rabbitmq.client.Envelope envelope, AMQP.BasicProperties said, byte[] body) {
        server.take(new Task(server, this, work, envelope.getDeliveryTag(), said, body));
    }

    /**
     * Of a host's connections the newest is preferred: the broker may take a while to miss one that
     * is dead.
     */
    private Map<String, Object> preference() {
        return server.address() instanceof Address.Host
                ? Map.of("x-priority", Instant.now().toEpochMilli())
                : Map.of();
    }

    private synchronized void ended(ShutdownSignalException cause) {
        if (!left && !cause.isHardError() && !cause.isInitiatedByApplication()) {
            LOG.warn("The broker stopped {}: {}", server.key(), Trouble.shortly(cause));
            server.attachAgain(work);
        }
    }

    /** Returns whether the broker still waits for what becomes of the deliveries. */
    boolean isOpen() {
        return channel.isOpen();
    }

    Session session() {
        return session;
    }

    /** The message is done with. */
    void acknowledge(Task task) {
        quietly(() -> channel.basicAck(task.tag(), false));
    }

    /** The message is for another server, or for a later attempt. */
    void giveBack(Task task) {
        quietly(() -> channel.basicNack(task.tag(), false, true));
    }

    /** The message is for nobody; of work a dead letter is left. */
    void reject(Task task) {
        quietly(() -> channel.basicReject(task.tag(), false));
    }

    /** One step that does not matter if the channel is gone. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private void quietly(Step step) {
        try {
            synchronized (this) {
                step.run();
            }
        } catch (IOException | AlreadyClosedException e) {
            // The broker has it still, and delivers it again.
            LOG.debug("Not told to the broker", e);
        }
    }

    /**
     * Consumes no more. What waits for the last server of an address goes to it first, to be
     * refused; work is kept.
     *
     * @return whether what waits goes to another server, now or later
     */
    boolean leave() {
        synchronized (this) {
            left = true;
        }
        boolean others = true;
        try {
            if (!work && !(server.address() instanceof Address.All)) {
                others = channel.queueDeclarePassive(server.key()).getConsumerCount() > 1;
                if (!others) {
                    drain();
                }
            }
            channel.basicCancel(consumer);
        } catch (IOException | AlreadyClosedException e) {
            // The connection is gone: the broker gives the rest to others by itself.
            LOG.debug("The broker was not told that {} leaves", server.key(), e);
        }
        return others;
    }

    private void drain() throws IOException {
        GetResponse message = channel.basicGet(server.key(), false);
        while (message != null) {
            take(message.getEnvelope(), message.getProps(), message.getBody());
            message = channel.basicGet(server.key(), false);
        }
    }

    /** Ends the channel; what is not acknowledged is delivered again. */
    void close() {
        synchronized (this) {
            left = true;
        }
        Channels.end(channel);
    }
}

package io.nova.driver.messaging.rabbitmq;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;

/** All that ends with one connection. */
final class Session {

    private static final int ABORT_MILLIS = 2000;

    private final Connection connection;
    private final Publisher publisher;
    private final String replyTo;
    private final OpenCalls calls;
    private final BiConsumer<Session, String> lost;
    private final AtomicBoolean ended = new AtomicBoolean();

    private Session(
            Connection connection,
            Publisher publisher,
            String replyTo,
            OpenCalls calls,
            BiConsumer<Session, String> lost) {
        this.calls = calls;
        this.lost = lost;
        this.connection = connection;
        this.publisher = publisher;
        this.replyTo = replyTo;
    }

    /**
     * Begins to send, and to hear answers.
     *
     * @param answers runs what senders make of their message's fate
     * @param lost hears, once, that the connection is no more, and why
     */
    static Session open(
            Connection connection,
            Names names,
            OpenCalls calls,
            Executor answers,
            BiConsumer<Session, String> lost)
            throws IOException {
        Topology.exchanges(connection, names);
        // A new name each time: a broker that has not missed the old connection yet keeps the old.
        String replyTo = names.newReplies();
        Publisher publisher = Publisher.start(connection, answers);
        Session session = new Session(connection, publisher, replyTo, calls, lost);
        connection.addShutdownListener(cause -> session.end(Trouble.shortly(cause)));
        Channel channel = Channels.open(connection);
        channel.queueDeclare(replyTo, false, true, true, Map.of());
        channel.queueBind(replyTo, names.replies(), replyTo);
        channel.basicConsume(
                replyTo,
                true,
                (tag, delivery) -> answered(calls, delivery),
                // Without answers calls are worth nothing: all is made anew.
                tag -> connection.abort());
        return session;
    }

    private static void answered(OpenCalls calls, Delivery delivery) {
        calls.answer(delivery.getProperties(), delivery.getBody());
    }

    private void end(String why) {
        if (ended.compareAndSet(false, true)) {
            // First those whose message was not sent, who may be told so.
            publisher.end(why);
            calls.lost(this, why);
            lost.accept(this, why);
        }
    }

    boolean isOpen() {
        return !ended.get() && connection.isOpen();
    }

    Publisher publisher() {
        return publisher;
    }

    /** Returns the queue of answers to this session. */
    String replyTo() {
        return replyTo;
    }

    Connection connection() {
        return connection;
    }

    /** Returns where the broker is. */
    String place() {
        return connection.getAddress().getHostAddress() + ":" + connection.getPort();
    }

    /** Ends the connection, and waits for that only briefly. */
    void close() {
        connection.abort(ABORT_MILLIS);
        end("the bus is closed");
    }
}

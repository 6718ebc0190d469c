package io.nova.driver.messaging.rabbitmq;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
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
        Publisher publisher = Publisher.start(connection, answers);
        try {
            // A new name each time: a broker that has not missed the old connection yet keeps it.
            String replyTo = names.newReplies();
            Session session = new Session(connection, publisher, replyTo, calls, lost);
            session.hearAnswers(names);
            // Last, so that nobody hears of the end of what did not begin.
            connection.addShutdownListener(cause -> session.end(Trouble.shortly(cause)));
            return session;
        } catch (IOException | RuntimeException e) {
            publisher.end(Trouble.shortly(e));
            throw e;
        }
    }

    private void hearAnswers(Names names) throws IOException {
        Channel channel = Channels.open(connection);
        channel.queueDeclare(replyTo, false, true, true, Map.of());
        channel.queueBind(replyTo, names.replies(), replyTo);
        channel.basicConsume(
                replyTo,
                true,
                (tag, delivery) -> calls.answer(delivery.getProperties(), delivery.getBody()),
                // Without answers calls are worth nothing: all is made anew.
                tag -> connection.abort());
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

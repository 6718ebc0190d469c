package io.nova.driver.messaging.rabbitmq;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.UnblockedCallback;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what all threads of this process have for the broker, on a thread of its own: nobody who
 * sends ever waits for the network.
 */
final class Publisher {

    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
    private static final ThreadFactory THREADS = Threads.named("nova-bus-send");

    /** The most messages that wait to be sent. */
    private static final int WAITING = 10_000;

    private static final long FLUSH_STEP_NANOS = 1_000_000;

    /** What becomes of a message that is handed in. */
    enum Taken {
        YES,
        /** Too many wait already. */
        FULL,
        /** The broker is short of memory or disk and takes nothing. */
        BLOCKED,
        CLOSED
    }

    private final Connection connection;
    private final Executor answers;
    private final Thread thread;
    private final BlockingQueue<Outgoing> waiting = new LinkedBlockingQueue<>(WAITING);
    private final Object valve = new Object();
    private volatile @Nullable String blocked;
    private volatile @Nullable String ended;
    private volatile boolean sending;
    private volatile Lane lane;

    private Publisher(Connection connection, Executor answers, Lane lane) {
        this.connection = connection;
        this.answers = answers;
        this.lane = lane;
        this.thread = THREADS.newThread(this::run);
    }

    /** Begins to send over the connection. */
    static Publisher start(Connection connection, Executor answers) throws IOException {
        Publisher publisher = new Publisher(connection, answers, Lane.open(connection, answers));
        connection.addBlockedListener(publisher::block, publisher.unblock());
        publisher.thread.start();
        return publisher;
    }

    /** Returns why the broker takes nothing, or null if it does. */
    @Nullable String blocked() {
        return blocked;
    }

    /** Takes a message that need not wait for a broker that takes nothing. */
    Taken request(Outgoing message) {
        return blocked != null ? Taken.BLOCKED : offer(message);
    }

    /** Takes an answer, which waits until the broker takes it. */
    Taken reply(Outgoing message) {
        return offer(message);
    }

    private Taken offer(Outgoing message) {
        if (ended != null) {
            return Taken.CLOSED;
        } else if (!waiting.offer(message)) {
            return Taken.FULL;
        }
        // Whoever ends it either finds the message there or was seen here.
        return ended != null && waiting.remove(message) ? Taken.CLOSED : Taken.YES;
    }

    private void run() {
        Outgoing message = null;
        try {
            while (ended == null) {
                sending = false;
                message = waiting.take();
                sending = true;
                awaitOpen();
                Lane current = lane();
                Outgoing sent = message;
                message = null;
                current.send(sent);
            }
        } catch (InterruptedException | IOException | AlreadyClosedException e) {
            if (message != null) {
                message.fate().lost(false, Trouble.shortly(e));
            }
            if (ended == null) {
                // Without a channel nothing can be sent: the whole connection is made anew.
                LOG.debug("Nothing can be sent any more", e);
                connection.abort();
            }
        }
    }

    /** A channel that the broker ended, for want of a permission perhaps, is replaced. */
    private Lane lane() throws IOException {
        if (!lane.isOpen()) {
            lane = Lane.open(connection, answers);
        }
        return lane;
    }

    private void awaitOpen() throws InterruptedException {
        synchronized (valve) {
            while (blocked != null) {
                valve.wait();
            }
        }
    }

    private void block(String reason) {
        LOG.warn("The broker takes no messages: {}; senders are refused until it does", reason);
        blocked = reason;
    }

    private UnblockedCallback unblock() {
        return () -> {
            LOG.info("The broker takes messages again");
            synchronized (valve) {
                blocked = null;
                valve.notifyAll();
            }
        };
    }

    /** Waits until the broker has all that was handed in, but no longer than so. */
    void flush(long nanos) {
        long end = System.nanoTime() + nanos;
        while (ended == null
                && !(waiting.isEmpty() && !sending && lane.isIdle())
                && System.nanoTime() < end) {
            LockSupport.parkNanos(FLUSH_STEP_NANOS);
        }
    }

    /** Tells the senders of all that was not sent, and of all that was not confirmed. */
    void end(String why) {
        if (ended == null) {
            ended = why;
        }
        thread.interrupt();
        Outgoing message = waiting.poll();
        while (message != null) {
            message.fate().lost(false, why);
            message = waiting.poll();
        }
        lane.lose(why);
    }
}

package io.nova.driver.messaging.rabbitmq;

import static io.nova.spi.messaging.MessagingException.Kind.CLOSED;

import com.rabbitmq.client.Connection;
import io.nova.spi.messaging.Address;
import io.nova.spi.messaging.MessagingException;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps this process connected to a broker, and its servers known there. */
final class Link {

    private static final Logger LOG = LoggerFactory.getLogger(Link.class);
    private static final Duration SERVER_RETRY = Duration.ofSeconds(5);

    private final Settings settings;
    private final Names names;
    private final Dialer dialer;
    private final OpenCalls calls;
    private final Executor answers;
    private final ScheduledThreadPoolExecutor thread = Threads.timer("nova-bus-link");
    private final Backoff backoff = new Backoff(new Random());
    private final AtomicReference<@Nullable Session> session = new AtomicReference<>();
    private final AtomicBoolean waiting = new AtomicBoolean();
    private volatile String trouble = "not connected yet";
    private volatile boolean closed;

    /** Held while a server is made known, so that none is forgotten by a new session. */
    private final Object roster = new Object();

    private final Set<RabbitServer> servers = new LinkedHashSet<>();

    Link(Settings settings, Names names, Dialer dialer, OpenCalls calls, Executor answers) {
        this.settings = settings;
        this.names = names;
        this.dialer = dialer;
        this.calls = calls;
        this.answers = answers;
    }

    /** Begins to connect. */
    void start() {
        thread.execute(this::connect);
    }

    /**
     * Returns the session of now.
     *
     * @throws MessagingException {@code CLOSED} if there is none
     */
    Session session() {
        Session now = session.get();
        if (now == null || closed) {
            throw new MessagingException(
                    CLOSED, closed ? "the bus is closed" : "no connection: " + trouble);
        }
        return now;
    }

    private void connect() {
        waiting.set(false);
        Session now = session.get();
        if (now != null && now.isOpen()) {
            return;
        }
        Connection connection = null;
        try {
            connection = dialer.dial();
            Session made = Session.open(connection, names, calls, answers, this::lost);
            adopt(made);
        } catch (Dialer.Unreached e) {
            again(e.trouble(), e);
        } catch (IOException | RuntimeException e) {
            String place = "the broker";
            if (connection != null) {
                place = connection.getAddress().getHostAddress() + ":" + connection.getPort();
                connection.abort(0);
            }
            again(Trouble.of(e, place, settings.user()), e);
        }
    }

    private void adopt(Session made) {
        backoff.reset();
        List<RabbitServer> all;
        synchronized (roster) {
            session.set(made);
            all = List.copyOf(servers);
            all.forEach(server -> attach(server, false, made));
        }
        // After all others: a queue of work may have no leader for a while.
        all.forEach(server -> attach(server, true, made));
        if (closed) {
            made.close();
        } else if (made.isOpen()) {
            // The launcher, too, reads these lines.
            LOG.info(
                    "{}: connected to {} as {}",
                    RabbitMessageBus.PID,
                    made.place(),
                    settings.user());
            trouble = "";
        } else {
            session.compareAndSet(made, null);
        }
    }

    private void again(Trouble met, Exception cause) {
        String text = Settings.FILE.refusal(met.key(), met.reason()).getMessage();
        if (!trouble.equals(text)) {
            trouble = String.valueOf(text);
            LOG.warn("{}; trying again until it works", text);
        }
        LOG.debug("No connection", cause);
        connectAfter(met.nobodyListens() ? backoff.whileNobodyListens() : backoff.afterRefusal());
    }

    /** Runs on the connection's thread. */
    private void lost(Session gone, String why) {
        session.compareAndSet(gone, null);
        if (!closed) {
            LOG.warn("RabbitMQ is lost: {}; connecting again", why);
            trouble = why;
            connectAfter(backoff.whileNobodyListens());
        }
    }

    /** However many things go wrong at once, there is one next attempt. */
    private void connectAfter(Duration wait) {
        if (waiting.compareAndSet(false, true)) {
            schedule(this::connect, wait);
        }
    }

    private void schedule(Runnable task, Duration wait) {
        try {
            var unused = thread.schedule(task, wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.trace("The bus is closed", e);
        }
    }

    /**
     * Makes a server known, now or as soon as there is a connection.
     *
     * @throws IllegalStateException if there is one at this host's address already
     */
    void add(RabbitServer server) {
        Session now;
        synchronized (roster) {
            if (server.address() instanceof Address.Host
                    && servers.stream().anyMatch(one -> one.key().equals(server.key()))) {
                throw new IllegalStateException(
                        "%s is served at %s already".formatted(server.type(), server.address()));
            }
            servers.add(server);
            now = session.get();
            if (now != null) {
                attach(server, false, now);
            }
        }
        if (now != null) {
            attach(server, true, now);
        }
    }

    void remove(RabbitServer server) {
        synchronized (roster) {
            servers.remove(server);
        }
    }

    /** Makes a consumer of a server anew that the broker ended. */
    void attachAgain(RabbitServer server, boolean work) {
        schedule(() -> attachNow(server, work), Duration.ZERO);
    }

    private void attachNow(RabbitServer server, boolean work) {
        Session now = session.get();
        if (now != null) {
            attach(server, work, now);
        }
    }

    private void attach(RabbitServer server, boolean work, Session to) {
        try {
            if (work) {
                server.attachWork(to);
            } else {
                server.attachLive(to);
            }
        } catch (IOException | RuntimeException e) {
            if (to.isOpen() && !server.hasLeft()) {
                LOG.error(
                        "{} cannot be served: {}; trying again every {} s",
                        server.key(),
                        Trouble.shortly(e),
                        SERVER_RETRY.toSeconds());
                LOG.debug("Not served", e);
                schedule(() -> attachNow(server, work), SERVER_RETRY);
            }
        }
    }

    /** Returns all servers. */
    List<RabbitServer> servers() {
        synchronized (roster) {
            return List.copyOf(servers);
        }
    }

    /** Returns how it is, in one line. */
    String note() {
        Session now = session.get();
        if (closed) {
            return "closed";
        } else if (now == null) {
            return trouble;
        }
        String blocked = now.publisher().blocked();
        return "connected to "
                + now.place()
                + (blocked == null ? "" : ", which takes nothing: " + blocked);
    }

    boolean connected() {
        return !closed && session.get() != null;
    }

    /** Connects no more; the session goes on until it is closed. */
    void stop() {
        closed = true;
        thread.shutdownNow();
    }

    /** Ends the session, once what waits to be sent was, but no later than so. */
    void close(long nanos) {
        Session last = session.getAndSet(null);
        if (last != null) {
            last.publisher().flush(nanos);
            last.close();
        }
    }
}

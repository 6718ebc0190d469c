package io.nova.driver.state.redis;

import static java.util.Objects.requireNonNull;

import io.nova.model.UnavailableException;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;

/**
 * The connections to the cell's primary: opened as they are wanted, kept, and all given up when one
 * of them fails. A server that was not known yet is adopted before anything is asked of it.
 */
final class Links implements AutoCloseable {

    /** Something to do on a connection. */
    @FunctionalInterface
    interface Work<R> {
        R run(Link link);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Links.class);

    /** How often what a server definitely did not do is tried elsewhere. */
    private static final int ATTEMPTS = 3;

    /** How long the same refusal is not told again. */
    private static final long REFUSAL_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long BETWEEN_STARTS_MILLIS = 200;

    private final Settings settings;
    private final Keys keys;
    private final LongSupplier skewMillis;
    private final Dialer dialer;
    private final Primary primary;
    private final Semaphore permits;
    private final Deque<Link> idle = new ConcurrentLinkedDeque<>();
    private final AtomicLong newest = new AtomicLong();
    private volatile boolean closed;
    private volatile String trouble = "";
    private String refusal = "";
    private long refused;

    Links(Settings settings, LongSupplier skewMillis) {
        this.settings = settings;
        this.keys = new Keys(settings.cell());
        this.skewMillis = skewMillis;
        this.dialer = new Dialer(settings);
        this.primary = Primary.of(settings, dialer);
        this.permits = new Semaphore(settings.connections(), true);
    }

    Keys keys() {
        return keys;
    }

    /** Notes a commit's number that was seen, so that one that goes back is noticed. */
    void saw(long seq) {
        newest.accumulateAndGet(seq, Math::max);
    }

    /**
     * Waits until there is a server.
     *
     * @throws IllegalArgumentException if there is none in time, or a setting is wrong
     */
    void start() {
        long end = System.nanoTime() + settings.start().toNanos();
        String told = "";
        while (true) {
            try {
                giveBack(open());
                return;
            } catch (NoLink e) {
                if (e.isLasting() || System.nanoTime() > end) {
                    throw Settings.FILE.refusal(e.key(), e.reason(), e);
                }
                if (!told.equals(e.reason())) {
                    told = e.reason();
                    LOG.info("Waiting for the state store: {}", told);
                }
            }
            try {
                TimeUnit.MILLISECONDS.sleep(BETWEEN_STARTS_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new UnavailableException("state", "stopped while starting", e);
            }
        }
    }

    /** Does what only reads, again if it got no answer. */
    <R> R read(Work<R> work) {
        try {
            return with(work);
        } catch (NotAnswered e) {
            try {
                return with(work);
            } catch (NotAnswered again) {
                throw unavailable(again);
            }
        }
    }

    /** Runs a script that writes and may be run again, as it then does the same. */
    List<@Nullable Object> write(Script script, Args args) {
        for (int attempt = 1; ; attempt++) {
            List<@Nullable Object> answer;
            try {
                answer = with(link -> adopted(link, script, args));
            } catch (NotAnswered e) {
                throw unavailable(e);
            }
            switch (answer.isEmpty() ? "" : name(answer)) {
                case "RESTORING" -> throw restoring();
                case "ADOPT" -> {
                    if (attempt == ATTEMPTS) {
                        throw new UnavailableException("state", "The servers keep changing");
                    }
                }
                default -> {
                    return answer;
                }
            }
        }
    }

    private List<@Nullable Object> adopted(Link link, Script script, Args args) {
        List<@Nullable Object> answer = link.run(script, args);
        if (!answer.isEmpty() && name(answer).equals("ADOPT")) {
            adopt(link);
        }
        return answer;
    }

    /** Returns what a caller is told while the store is filled. */
    static UnavailableException restoring() {
        return new UnavailableException("state", "The state store is being restored");
    }

    static String name(List<@Nullable Object> answer) {
        Object name = answer.get(0);
        return name instanceof byte[] bytes ? Forms.text(bytes) : "";
    }

    /**
     * Does something on a connection; again, on another, if a server says that it is the wrong one.
     *
     * @throws NotAnswered if there was no answer
     * @throws UnavailableException if there is no server, or it refuses
     */
    <R> R with(Work<R> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return once(work);
            } catch (ErrorReply e) {
                if (!e.isMisdirected() || attempt == ATTEMPTS) {
                    throw refused(e);
                }
                dropIdle();
            } catch (NoLink e) {
                complain(e.reason());
                throw e.unavailable();
            }
        }
    }

    private <R> R once(Work<R> work) {
        Link link = take();
        try {
            R result = work.run(link);
            isWell();
            return result;
        } catch (NotAnswered e) {
            complain(String.valueOf(e.getMessage()));
            // The others lead to the same server.
            dropIdle();
            throw e;
        } catch (ErrorReply e) {
            if (e.isMisdirected()) {
                link.close();
            }
            throw e;
        } catch (RuntimeException e) {
            // Nobody knows which answers were read.
            link.close();
            throw e;
        } finally {
            giveBack(link);
            permits.release();
        }
    }

    private Link take() {
        ensureOpen();
        try {
            if (!permits.tryAcquire(settings.callMillis(), TimeUnit.MILLISECONDS)) {
                throw new UnavailableException(
                        "state", "All connections to the state store are busy");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("state", "interrupted", e);
        }
        try {
            ensureOpen();
            for (Link link = idle.poll(); link != null; link = idle.poll()) {
                if (link.idleNanos() < IDLE_NANOS || answers(link)) {
                    return link;
                }
            }
            return open();
        } catch (RuntimeException e) {
            permits.release();
            throw e;
        }
    }

    private void ensureOpen() {
        if (closed) {
            throw new UnavailableException("state", "the state store is closed");
        }
    }

    /** Firewalls forget connections that are quiet for long. */
    private static boolean answers(Link link) {
        try {
            link.call(Command.PING);
            return true;
        } catch (NotAnswered | ErrorReply e) {
            link.close();
            return false;
        }
    }

    private void giveBack(Link link) {
        if (!link.isBroken()) {
            idle.push(link);
        }
        if (closed || link.isBroken()) {
            idle.remove(link);
            link.close();
        }
    }

    private void dropIdle() {
        for (Link link = idle.poll(); link != null; link = idle.poll()) {
            link.close();
        }
    }

    /**
     * Opens a connection that is the caller's own.
     *
     * @throws NoLink if there is none to be had
     */
    Link open() {
        HostAndPort address = primary.find();
        Connection connection = dialer.server(address);
        Link link = null;
        try {
            Server server = Server.of(connection, address, keys);
            link = new Link(connection, address, server.run(), keys, skewMillis);
            adopt(link, server);
            return link;
        } catch (ErrorReply e) {
            connection.close();
            throw Server.refused(address, e, e);
        } catch (NotAnswered e) {
            connection.close();
            throw NoLink.passing("servers", String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** The server's role has changed under the connection: it may have lost its quality too. */
    void adopt(Link link) {
        adopt(link, new Server(link.run(), false));
    }

    private void adopt(Link link, Server server) {
        boolean durable = settings.mode() == Settings.Mode.STANDALONE && server.flushing();
        List<@Nullable Object> adopted =
                link.run(
                        Script.ADOPT,
                        Args.of(UUID.randomUUID().toString(), durable ? "1" : "0")
                                .add(newest.get()));
        if (Forms.number(requireNonNull(adopted.get(1))) == 1) {
            LOG.warn(
                    "Redis came back as another server, which may not have the newest changes:"
                            + " everything is read anew");
        }
    }

    static UnavailableException unavailable(NotAnswered e) {
        return new UnavailableException(
                "state", "The state store does not answer; try the request again", e);
    }

    /** Returns what a caller is told of an error. */
    UnavailableException refused(ErrorReply e) {
        tellRefusal(e.reason());
        return e.unavailable();
    }

    /** A server that refuses changes still answers: what is read says nothing of its end. */
    private synchronized void tellRefusal(String reason) {
        long now = System.nanoTime();
        if (!reason.equals(refusal) || now - refused > REFUSAL_NANOS) {
            refusal = reason;
            refused = now;
            LOG.warn("The state store is in trouble: {}", reason);
        }
    }

    /** Tells operators what callers are not told, once for each reason. */
    private void complain(String reason) {
        if (!reason.equals(trouble)) {
            trouble = reason;
            LOG.warn("The state store is in trouble: {}", reason);
        }
    }

    private void isWell() {
        if (!trouble.isEmpty()) {
            trouble = "";
            LOG.info("The state store answers again");
        }
    }

    /** Waits for calls under way, as long as they may take; later ones fail. May be repeated. */
    @Override
    public void close() {
        closed = true;
        try {
            if (permits.tryAcquire(
                    settings.connections(), settings.callMillis(), TimeUnit.MILLISECONDS)) {
                permits.release(settings.connections());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        dropIdle();
    }
}

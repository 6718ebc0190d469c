package io.nova.frontend.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;

/**
 * Closes connections on which a request's head never gets complete.
 *
 * <p>A client that sends a byte now and then is never idle, so the idle timeout does not catch it
 * (the attack known as slow loris). Only HTTP/1 needs this: HTTP/2 reads heads whole.
 */
final class SlowHeads implements Connection.Listener {

    private final long limitNanos;
    private final Map<Connection, Watch> watches = new ConcurrentHashMap<>();

    /** What is known about a connection; guarded by itself. */
    private static final class Watch {
        private int requests;
        private long bytesSeen;
        private long since = System.nanoTime();
    }

    SlowHeads(long limitNanos) {
        this.limitNanos = limitNanos;
    }

    @Override
    public void onOpened(Connection connection) {
        // Jetty's HTTP/1 connection is the only one of ours that can be upgraded from.
        if (connection instanceof Connection.UpgradeFrom) {
            watches.put(connection, new Watch());
        }
    }

    @Override
    public void onClosed(Connection connection) {
        watches.remove(connection);
    }

    int open() {
        return watches.size();
    }

    /** A head is complete: its request is being served. */
    void begin(Connection connection) {
        Watch watch = watches.get(connection);
        if (watch != null) {
            synchronized (watch) {
                watch.requests++;
            }
        }
    }

    /** The response is complete: what comes now is the next head. */
    void end(Connection connection) {
        Watch watch = watches.get(connection);
        if (watch != null) {
            synchronized (watch) {
                watch.requests--;
                watch.bytesSeen = connection.getBytesIn();
                watch.since = System.nanoTime();
            }
        }
    }

    /** Closes those that have been at one head for too long; called every second or so. */
    void sweep() {
        long now = System.nanoTime();
        watches.forEach(
                (connection, watch) -> {
                    if (isStuck(connection, watch, now)) {
                        connection.getEndPoint().close();
                    }
                });
    }

    private boolean isStuck(Connection connection, Watch watch, long now) {
        synchronized (watch) {
            boolean reading = watch.requests == 0 && connection.getBytesIn() > watch.bytesSeen;
            if (!reading) {
                // A connection may rest between requests; that is the idle timeout's affair.
                watch.since = now;
            }
            return reading && now - watch.since > limitNanos;
        }
    }
}

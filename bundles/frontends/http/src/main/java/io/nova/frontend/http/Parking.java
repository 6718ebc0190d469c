package io.nova.frontend.http;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Holds the requests that came while their endpoint was being exchanged.
 *
 * <p>None holds a thread: they wait as Jetty's asynchronous requests do.
 */
final class Parking {

    private static final int MOST = 1000;

    private final long waitNanos;
    private final Deque<Parked> waiting = new ArrayDeque<>();

    /** A request that waits. */
    record Parked(Request request, Response response, Callback callback, long since) {}

    Parking(long waitNanos) {
        this.waitNanos = waitNanos;
    }

    /** Takes a request, unless too many wait. */
    synchronized boolean park(Request request, Response response, Callback callback) {
        if (waiting.size() >= MOST) {
            return false;
        }
        waiting.addLast(new Parked(request, response, callback, System.nanoTime()));
        return true;
    }

    /** Hands out all, to be tried again. */
    synchronized List<Parked> all() {
        List<Parked> all = new ArrayList<>(waiting);
        waiting.clear();
        return all;
    }

    /** Hands out those that have waited long enough. */
    synchronized List<Parked> expired() {
        List<Parked> expired = new ArrayList<>();
        while (!waiting.isEmpty() && System.nanoTime() - waiting.getFirst().since() > waitNanos) {
            expired.add(waiting.removeFirst());
        }
        return expired;
    }

    synchronized int size() {
        return waiting.size();
    }
}

package io.nova.frontend.http;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.server.Connector;

/** Counts the requests inside, by the socket that they came by, so that one can be closed. */
final class Inside {

    /** In which a request that a client has sent already arrives. */
    private static final Duration QUIET = Duration.ofMillis(200);

    private static final long GLANCE_MILLIS = 10;

    private final Map<Connector, AtomicInteger> counts = new ConcurrentHashMap<>();
    private final Set<Connector> closing = ConcurrentHashMap.newKeySet();

    /** Counts a request in; each is counted out once. */
    void enter(Connector connector) {
        counts.computeIfAbsent(connector, one -> new AtomicInteger()).incrementAndGet();
    }

    void leave(Connector connector) {
        AtomicInteger count = counts.get(connector);
        if (count != null) {
            count.decrementAndGet();
        }
    }

    /** Tells whether a client should not use its connection for another request. */
    boolean isClosing(Connector connector) {
        return closing.contains(connector);
    }

    void close(Connector connector) {
        closing.add(connector);
    }

    void forget(Connector connector) {
        closing.remove(connector);
        counts.remove(connector);
    }

    private boolean isEmpty(Set<? extends Connector> connectors) {
        return connectors.stream()
                .map(counts::get)
                .allMatch(count -> count == null || count.get() == 0);
    }

    /** Waits until nobody has been inside by these for a moment; false if some still are. */
    boolean awaitNobody(Set<? extends Connector> connectors, Duration limit) {
        long start = System.nanoTime();
        long quietSince = start;
        try {
            while (System.nanoTime() - quietSince < QUIET.toNanos()) {
                if (System.nanoTime() - start > limit.toNanos()) {
                    return isEmpty(connectors);
                }
                TimeUnit.MILLISECONDS.sleep(GLANCE_MILLIS);
                if (!isEmpty(connectors)) {
                    quietSince = System.nanoTime();
                }
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

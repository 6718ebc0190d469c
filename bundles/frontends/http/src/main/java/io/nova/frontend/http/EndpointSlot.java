package io.nova.frontend.http;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One bound endpoint: what it serves, and how many requests are inside. */
final class EndpointSlot {

    private static final long DEFAULT_BODY = 1L << 20;

    private final HttpEndpoint endpoint;
    private final String name;
    private final List<String> connectors;
    private final String path;
    private final long maxBody;
    private final int ranking;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();
    private int inside;
    private boolean closed;

    EndpointSlot(HttpEndpoint endpoint, Map<String, ?> properties) {
        this.endpoint = endpoint;
        this.name = text(properties, HttpEndpoint.NAME, endpoint.getClass().getSimpleName());
        this.connectors = texts(properties.get(HttpEndpoint.CONNECTOR));
        this.path = text(properties, HttpEndpoint.PATH, "/");
        Object body = properties.get(HttpEndpoint.MAX_BODY);
        this.maxBody = body instanceof Number number ? number.longValue() : DEFAULT_BODY;
        Object rank = properties.get("service.ranking");
        this.ranking = rank instanceof Integer number ? number : 0;
    }

    HttpEndpoint endpoint() {
        return endpoint;
    }

    String name() {
        return name;
    }

    long maxBody() {
        return maxBody;
    }

    int ranking() {
        return ranking;
    }

    int pathLength() {
        return path.length();
    }

    /** Tells whether the endpoint serves this raw path: its own path, or one below it. */
    boolean serves(String connector, String rawPath) {
        if (!connectors.contains(connector) || !rawPath.startsWith(path)) {
            return false;
        }
        return path.endsWith("/")
                || rawPath.length() == path.length()
                || rawPath.charAt(path.length()) == '/';
    }

    /** Counts a request in, unless the endpoint is going. */
    boolean enter() {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            inside++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    void leave() {
        lock.lock();
        try {
            inside--;
            left.signalAll();
        } finally {
            lock.unlock();
        }
    }

    int inside() {
        lock.lock();
        try {
            return inside;
        } finally {
            lock.unlock();
        }
    }

    /** Lets nobody in any more, and waits until all are out; false if some still are. */
    boolean drain(Duration limit) {
        lock.lock();
        try {
            closed = true;
            long nanos = limit.toNanos();
            while (inside > 0 && nanos > 0) {
                nanos = left.awaitNanos(nanos);
            }
            return inside == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private static String text(Map<String, ?> properties, String key, String otherwise) {
        return properties.get(key) instanceof String text ? text : otherwise;
    }

    private static List<String> texts(@Nullable Object value) {
        if (value instanceof String[] several) {
            return Arrays.asList(several.clone());
        }
        return value instanceof String one ? List.of(one) : List.of();
    }

    @Override
    public String toString() {
        return "%s at %s%s".formatted(name, connectors, path);
    }
}

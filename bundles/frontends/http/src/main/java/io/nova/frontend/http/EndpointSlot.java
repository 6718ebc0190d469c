package io.nova.frontend.http;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One bound endpoint: what it serves, and how many requests are inside. */
final class EndpointSlot {

    private static final long DEFAULT_BODY = 1L << 20;
    private static final int CLOSED = 1 << 30;

    private final HttpEndpoint endpoint;
    private final String name;
    private final List<String> connectors;
    private final String path;
    private final long maxBody;
    private final int ranking;

    /** How many requests are inside; {@link #CLOSED} is added once nobody may enter any more. */
    private final AtomicInteger state = new AtomicInteger();

    private final CountDownLatch left = new CountDownLatch(1);

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
        int now = state.get();
        while (now < CLOSED) {
            int seen = state.compareAndExchange(now, now + 1);
            if (seen == now) {
                return true;
            }
            now = seen;
        }
        return false;
    }

    void leave() {
        if (state.decrementAndGet() == CLOSED) {
            left.countDown();
        }
    }

    int inside() {
        return state.get() & (CLOSED - 1);
    }

    /** Lets nobody in any more, and waits until all are out; false if some still are. */
    boolean drain(Duration limit) {
        int now = state.getAndUpdate(count -> count | CLOSED);
        if ((now & (CLOSED - 1)) == 0) {
            left.countDown();
        }
        try {
            return left.await(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
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

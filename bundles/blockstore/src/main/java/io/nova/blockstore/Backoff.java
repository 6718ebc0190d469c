package io.nova.blockstore;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Tells when a server that ended may be started again: at once the first time, and ever later if it
 * ends again and again.
 *
 * @param <K> names a server
 */
public final class Backoff<K> {

    private static final long FIRST = Duration.ofMillis(500).toNanos();
    private static final long LONGEST = Duration.ofSeconds(30).toNanos();
    private static final long FORGIVEN = Duration.ofMinutes(1).toNanos();

    private final Map<K, Attempt> attempts = new ConcurrentHashMap<>();
    private final LongSupplier nanos;

    private record Attempt(long at, long pause) {}

    public Backoff() {
        this(System::nanoTime);
    }

    /**
     * Takes another clock.
     *
     * @param nanos counts nanoseconds, as {@link System#nanoTime} does
     */
    public Backoff(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Whether it may be started now. */
    public boolean isDue(K server) {
        Attempt last = attempts.get(server);
        return last == null || nanos.getAsLong() - last.at() >= last.pause();
    }

    /** It is started now. */
    public void started(K server) {
        long now = nanos.getAsLong();
        attempts.compute(
                server,
                (key, last) ->
                        last == null || now - last.at() > FORGIVEN
                                ? new Attempt(now, FIRST)
                                : new Attempt(now, Math.min(LONGEST, 2 * last.pause())));
    }

    /** It is not wanted any longer. */
    public void forget(K server) {
        attempts.remove(server);
    }
}

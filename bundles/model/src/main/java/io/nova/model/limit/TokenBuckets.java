package io.nova.model.limit;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A token bucket for each key: it holds some tokens at most, gets new ones at a steady rate, and
 * who finds too few waits.
 *
 * <p>A bucket is one number, the time at which it will be full again: nothing runs to fill it, and
 * taking is one compare-and-set whatever the number of keys. A bucket that is full tells nothing
 * that one who was never there would not tell; so all that were not touched for as long as an empty
 * one takes to fill are dropped together, and only those of the busy are kept. Safe for many
 * threads.
 */
public final class TokenBuckets<K> {

    private final double nanosForOne;
    private final long nanosForAll;
    private volatile Generation<K> generation;

    /** Those touched lately, and those touched in the time before it. */
    private record Generation<K>(long began, Map<K, AtomicLong> young, Map<K, AtomicLong> old) {}

    /**
     * @param size the most tokens that a bucket holds; each begins full
     * @param perSecond tokens that it gets
     * @param now of the clock that all calls use, in nanoseconds
     */
    public TokenBuckets(int size, int perSecond, long now) {
        nanosForOne = 1e9 / perSecond;
        nanosForAll = (long) (size * nanosForOne);
        generation = new Generation<>(now, new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
    }

    /**
     * Takes tokens from a bucket; all that it holds when full, if they are more.
     *
     * @return zero if they were taken, else how long to wait until there would be enough
     */
    public Duration take(K key, int tokens, long now) {
        AtomicLong full = bucket(key, now);
        long price = price(tokens);
        while (true) {
            long before = full.get();
            // Only differences mean anything: the clock may pass its largest number.
            long after = now + Math.max(before - now, 0) + price;
            long tooMuch = after - now - nanosForAll;
            if (tooMuch > 0) {
                return Duration.ofNanos(tooMuch);
            }
            if (full.compareAndSet(before, after)) {
                return Duration.ZERO;
            }
        }
    }

    /** Gives back tokens that were taken and not used. */
    public void giveBack(K key, int tokens, long now) {
        bucket(key, now).addAndGet(-price(tokens));
    }

    private long price(int tokens) {
        return Math.min((long) (tokens * nanosForOne), nanosForAll);
    }

    private AtomicLong bucket(K key, long now) {
        Generation<K> current = generation(now);
        AtomicLong young = current.young().get(key);
        if (young != null) {
            return young;
        }
        AtomicLong old = current.old().get(key);
        return current.young()
                .computeIfAbsent(key, unused -> old == null ? new AtomicLong(now) : old);
    }

    private Generation<K> generation(long now) {
        Generation<K> current = generation;
        if (now - current.began() <= nanosForAll) {
            return current;
        }
        synchronized (this) {
            current = generation;
            if (now - current.began() > nanosForAll) {
                current = new Generation<>(now, new ConcurrentHashMap<>(), current.young());
                generation = current;
            }
            return current;
        }
    }

    /** Returns how many buckets there are. */
    public int count() {
        Generation<K> current = generation;
        return current.young().size() + current.old().size();
    }
}

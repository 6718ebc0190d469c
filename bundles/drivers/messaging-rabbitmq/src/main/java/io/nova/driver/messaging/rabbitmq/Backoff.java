package io.nova.driver.messaging.rabbitmq;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When to try again to reach the broker. Thousands of hosts lose it in the same instant: each waits
 * for a random time, so that they come back spread.
 *
 * <p>While nobody listens an attempt costs nobody anything, and whoever waited for seconds would be
 * late when the broker is back: these waits stay short. An attempt that failed otherwise did cost
 * the broker something, perhaps what it is short of: these waits double.
 */
final class Backoff {

    static final Duration LONGEST_FOR_NOBODY = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofSeconds(30);

    private static final Duration SHORTEST = Duration.ofMillis(50);
    private static final Duration FIRST = Duration.ofSeconds(1);

    private final RandomGenerator random;
    private Duration bound = FIRST;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** Returns the wait after the connection broke, or after an attempt that met nobody. */
    Duration whileNobodyListens() {
        return between(SHORTEST, LONGEST_FOR_NOBODY);
    }

    /** Returns the wait after an attempt that the broker or the network did not let succeed. */
    Duration afterRefusal() {
        Duration wait = between(bound.dividedBy(2), bound);
        Duration twice = bound.multipliedBy(2);
        bound = twice.compareTo(LONGEST) > 0 ? LONGEST : twice;
        return wait;
    }

    /** Begins anew, after an attempt that succeeded. */
    void reset() {
        bound = FIRST;
    }

    private Duration between(Duration least, Duration most) {
        return Duration.ofMillis(random.nextLong(least.toMillis(), most.toMillis() + 1));
    }
}

package io.nova.reconcile;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to leave alone what failed. */
final class Backoff {

    private final long minNanos;
    private final long maxNanos;
    private final RandomGenerator random;

    Backoff(Duration min, Duration max, RandomGenerator random) {
        this.minNanos = min.toNanos();
        this.maxNanos = max.toNanos();
        this.random = random;
    }

    /**
     * Doubles with every failure in a row, up to the longest; half of it is chance, so that what
     * failed together does not come back together.
     */
    Duration after(int failures) {
        int doublings = Math.min(failures - 1, 62);
        long full = minNanos > maxNanos >> doublings ? maxNanos : minNanos << doublings;
        return Duration.ofNanos(full / 2 + random.nextLong(full - full / 2 + 1));
    }
}

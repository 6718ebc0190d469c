package io.nova.manager.objectstore;

import io.nova.reconcile.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Keeps work in the background to so many bytes a second: a step moves no more, and then rests. */
final class Pace {

    /** What one record or blob counts at least: also the smallest costs a look. */
    static final long LEAST = 16 << 10;

    private final Clock clock;
    private final long bytesPerSecond;
    private Instant began = Instant.EPOCH;
    private long done;

    /**
     * @param mibPerSecond at least 1
     */
    Pace(Clock clock, int mibPerSecond) {
        this.clock = clock;
        this.bytesPerSecond = (long) mibPerSecond << 20;
    }

    void begin() {
        began = clock.instant();
        done = 0;
    }

    void add(long bytes) {
        done += Math.max(LEAST, bytes);
    }

    /** Returns how many bytes this step may still move; not above zero: none. */
    long left() {
        return bytesPerSecond - done;
    }

    /** Returns when to go on. */
    Outcome rest() {
        Duration due = Duration.ofMillis(done * 1000 / bytesPerSecond);
        Duration left = due.minus(Duration.between(began, clock.instant()));
        return Outcome.again(left.isNegative() ? Duration.ZERO : left);
    }
}

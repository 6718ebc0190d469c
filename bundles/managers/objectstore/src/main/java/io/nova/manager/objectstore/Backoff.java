package io.nova.manager.objectstore;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits after a lost race, a random time that grows, so that many who change one record do not lose
 * to each other for ever: of those who commit at once one always wins.
 */
final class Backoff {

    private static final long FIRST = Duration.ofMillis(1).toNanos();
    private static final int DOUBLINGS = 5;

    private final long end;
    private int lost;

    Backoff(Duration patience) {
        end = System.nanoTime() + patience.toNanos();
    }

    /** Waits; false if it has been long enough, or the thread is to stop. */
    boolean pause() {
        long most = FIRST << Math.min(lost, DOUBLINGS);
        lost++;
        // The first to lose tries again at once: mostly there are just two.
        if (lost > 1) {
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(most) + 1);
        }
        return System.nanoTime() < end && !Thread.currentThread().isInterrupted();
    }
}

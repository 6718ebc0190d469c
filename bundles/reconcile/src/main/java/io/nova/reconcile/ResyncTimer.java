package io.nova.reconcile;

import java.time.Duration;
import java.time.Instant;

/** When all keys are to be looked at afresh. Not safe for use by many threads; its owner locks. */
final class ResyncTimer {

    private final Duration period;
    private final Backoff backoff;
    private Instant next;
    private boolean running;
    private int failures;

    /** The first resync is due at the start. */
    ResyncTimer(Duration period, Backoff backoff, Instant start) {
        this.period = period;
        this.backoff = backoff;
        this.next = start;
    }

    /** Has one made as soon as can be: after the one that runs, which may have missed something. */
    void request(Instant now) {
        next = now;
    }

    /** Returns when the next is due, {@link Instant#MAX} while one runs or if none ever is. */
    Instant nextDue() {
        return running ? Instant.MAX : next;
    }

    boolean isDue(Instant now) {
        return !nextDue().isAfter(now);
    }

    void begin(Instant now) {
        running = true;
        next = period.isZero() ? Instant.MAX : now.plus(period);
    }

    void succeeded() {
        running = false;
        failures = 0;
    }

    void failed(Instant now) {
        running = false;
        failures++;
        Instant again = now.plus(backoff.after(failures));
        next = again.isBefore(next) ? again : next;
    }
}

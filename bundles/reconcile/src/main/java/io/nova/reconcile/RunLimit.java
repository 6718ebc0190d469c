package io.nova.reconcile;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Interrupts the thread that made it if it is not ended in time, and never after that. */
final class RunLimit {

    private final Thread worker = Thread.currentThread();
    private final ScheduledFuture<?> alarm;
    private boolean over;

    RunLimit(ScheduledExecutorService deadlines, Duration deadline) {
        alarm = deadlines.schedule(this::ring, deadline.toNanos(), TimeUnit.NANOSECONDS);
    }

    private synchronized void ring() {
        if (!over) {
            worker.interrupt();
        }
    }

    /** Also clears the interrupt: it was meant for this run and must not hit the next. */
    synchronized void end() {
        over = true;
        alarm.cancel(false);
        Thread.interrupted();
    }
}

package io.nova.driver.messaging.local;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes the bus's threads. */
final class Threads {

    private Threads() {}

    /** Returns a factory of daemon threads whose names begin so. */
    static ThreadFactory named(String prefix) {
        AtomicInteger made = new AtomicInteger();
        return runnable -> {
            Thread thread = new Thread(runnable, prefix + "-" + made.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}

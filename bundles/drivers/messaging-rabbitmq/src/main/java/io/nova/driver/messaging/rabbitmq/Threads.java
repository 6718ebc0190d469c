package io.nova.driver.messaging.rabbitmq;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
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

    /** Returns so many threads; what comes after their end is dropped. */
    static ExecutorService pool(int threads, String prefix) {
        return new ThreadPoolExecutor(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                named(prefix),
                new ThreadPoolExecutor.DiscardPolicy());
    }

    /** Returns one thread that does things at their time and forgets what was cancelled. */
    static ScheduledThreadPoolExecutor timer(String prefix) {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, named(prefix));
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return timer;
    }
}

package io.nova.testkit.state;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Does something in several threads that begin at the same moment. */
public final class Together {

    /** What each thread does. */
    @FunctionalInterface
    public interface Work {
        /** Does the work of the so-manieth thread, from 0. */
        void run(int thread) throws Exception;
    }

    private Together() {}

    /** Runs the work in so many threads and waits for all; fails as the first of them fails. */
    public static void run(int threads, Work work) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            CountDownLatch ready = new CountDownLatch(threads);
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                all.add(
                        executor.submit(
                                () -> {
                                    ready.countDown();
                                    ready.await();
                                    work.run(thread);
                                    return thread;
                                }));
            }
            for (Future<?> one : all) {
                one.get(60, TimeUnit.SECONDS);
            }
        } finally {
            executor.shutdownNow();
        }
    }
}

package io.nova.itests.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Does the same again and again in several threads, and measures. */
final class Load {

    private Load() {}

    /** What was measured: things done per second, and the times of single steps. */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares results.
    record Result(double rate, long[] nanos) {

        double millis(double quantile) {
            return nanos[(int) Math.min(nanos.length - 1L, (long) (nanos.length * quantile))] / 1e6;
        }
    }

    /** One thread's work. */
    interface Worker extends AutoCloseable {
        /** Does one step. */
        void step() throws Exception;

        @Override
        default void close() throws IOException {}
    }

    /** Runs workers until the time is up. */
    static Result run(int threads, double seconds, Callable<? extends Worker> workers)
            throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            long begin = System.nanoTime();
            long end = begin + (long) (seconds * 1e9);
            List<Future<long[]>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                all.add(executor.submit(() -> steps(workers, end)));
            }
            List<long[]> times = new ArrayList<>();
            for (Future<long[]> one : all) {
                times.add(one.get((long) seconds + 120, TimeUnit.SECONDS));
            }
            long took = System.nanoTime() - begin;
            long[] sorted = times.stream().flatMapToLong(Arrays::stream).sorted().toArray();
            return new Result(sorted.length * 1e9 / took, sorted);
        } finally {
            executor.shutdownNow();
        }
    }

    private static long[] steps(Callable<? extends Worker> workers, long end) throws Exception {
        long[] times = new long[1024];
        int count = 0;
        try (Worker worker = workers.call()) {
            for (long now = System.nanoTime(); now < end; ) {
                worker.step();
                long then = System.nanoTime();
                if (count == times.length) {
                    times = Arrays.copyOf(times, count * 2);
                }
                times[count++] = then - now;
                now = then;
            }
        }
        return Arrays.copyOf(times, count);
    }

    static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}

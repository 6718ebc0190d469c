package io.nova.manager.objectstore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SideSumTest {

    private static final byte[] CONTENT = new byte[5 << 20];

    static {
        new Random(5).nextBytes(CONTENT);
    }

    @Test
    void sumsWhatTheInnerOneWould() {
        for (int step : new int[] {CONTENT.length, 1 << 20, 300_001, 4_096}) {
            assertArrayEquals(plain(), summed(new SideSum(Sum.md5()), step), "step " + step);
        }
    }

    @Test
    void aSmallBodyAsksNobody() {
        AtomicInteger asked = new AtomicInteger();
        SideSum sum = new SideSum(Sum.md5(), task -> asked.incrementAndGet());
        sum.update(CONTENT, 0, 1 << 20);
        sum.value();
        assertEquals(0, asked.get());
    }

    @Test
    void theCallersBytesMayChangeAtOnce() {
        List<Runnable> late = new ArrayList<>();
        SideSum sum =
                new SideSum(
                        Sum.md5(),
                        task -> {
                            late.add(task);
                            // Whoever waits for the last piece must find that it is done.
                            if (late.size() > 1) {
                                throw new AssertionError("two pieces at once");
                            }
                        });
        byte[] first = Arrays.copyOf(CONTENT, 1 << 20);
        sum.update(first, 0, first.length);
        byte[] next = {1, 2, 3};
        sum.update(next, 0, next.length);
        Arrays.fill(next, (byte) 9);
        late.get(0).run();
        Sum expected = Sum.md5();
        expected.update(first, 0, first.length);
        expected.update(new byte[] {1, 2, 3}, 0, 3);
        assertArrayEquals(expected.value(), sum.value());
    }

    /** More at once than there are pieces. */
    @Test
    void manyAtOnceAreEachRight() throws Exception {
        byte[] expected = plain();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<byte[]>> all = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                all.add(threads.submit(() -> summed(new SideSum(Sum.md5()), 200_000)));
            }
            for (Future<byte[]> one : all) {
                assertArrayEquals(expected, one.get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void whatCannotBeHandedOverIsTold() {
        SideSum sum =
                new SideSum(
                        Sum.md5(),
                        task -> {
                            throw new RejectedExecutionException("closed");
                        });
        assertThrows(RejectedExecutionException.class, () -> summed(sum, 1 << 20));
    }

    private static byte[] plain() {
        Sum sum = Sum.md5();
        sum.update(CONTENT, 0, CONTENT.length);
        return sum.value();
    }

    private static byte[] summed(Sum sum, int step) {
        for (int at = 0; at < CONTENT.length; at += step) {
            sum.update(CONTENT, at, Math.min(step, CONTENT.length - at));
        }
        return sum.value();
    }
}

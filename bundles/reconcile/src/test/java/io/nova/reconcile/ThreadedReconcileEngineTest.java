package io.nova.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ThreadedReconcileEngineTest extends ReconcileEngineContract {

    private final ThreadedReconcileEngine engine = new ThreadedReconcileEngine();
    private final CountDownLatch never = new CountDownLatch(1);

    @AfterEach
    void closeTheEngine() {
        engine.close();
    }

    @Override
    ReconcileEngine engine() {
        return engine;
    }

    @Override
    Instant now() {
        return Instant.EPOCH.plusNanos(System.nanoTime());
    }

    @Override
    void await(String fact, BooleanSupplier holds) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                fail("waited in vain: " + fact);
            }
            LockSupport.parkNanos(50_000);
        }
    }

    private static Optional<Thread> thread(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name))
                .findFirst();
    }

    @Test
    void noKeyHasTwoWorkersAndNoNewsIsMissed() throws Exception {
        int keys = 5;
        AtomicIntegerArray version = new AtomicIntegerArray(keys);
        AtomicIntegerArray seen = new AtomicIntegerArray(keys);
        AtomicIntegerArray inside = new AtomicIntegerArray(keys);
        Queue<String> faults = new ConcurrentLinkedQueue<>();
        AtomicInteger turns = new AtomicInteger();
        Work<Integer> work =
                engine.start(
                        WorkSpec.<Integer>named("race")
                                .workers(8)
                                .backoff(Duration.ofNanos(1000), Duration.ofMillis(1))
                                .reconciler(
                                        key -> {
                                            if (inside.incrementAndGet(key) != 1) {
                                                faults.add("two workers on " + key);
                                            }
                                            int news = version.get(key);
                                            Thread.onSpinWait();
                                            inside.decrementAndGet(key);
                                            if (turns.incrementAndGet() % 7 == 0) {
                                                return Outcome.retry("every seventh");
                                            }
                                            seen.set(key, news);
                                            return Outcome.done();
                                        })
                                .build());
        Thread[] wakers = new Thread[4];
        for (int t = 0; t < wakers.length; t++) {
            Random random = new Random(t);
            wakers[t] =
                    new Thread(
                            () -> {
                                for (int i = 0; i < 20_000; i++) {
                                    int key = random.nextInt(keys);
                                    version.incrementAndGet(key);
                                    work.wake(key);
                                }
                            });
            wakers[t].start();
        }
        for (Thread waker : wakers) {
            waker.join();
        }
        await("nothing is left to do", () -> work.backlog() == 0);
        assertEquals(List.of(), List.copyOf(faults));
        for (int key = 0; key < keys; key++) {
            assertEquals(version.get(key), seen.get(key), "what was last seen of " + key);
        }
    }

    @Test
    void asManyKeysRunAtOnceAsThereAreWorkersAndNoMore() {
        CyclicBarrier together = new CyclicBarrier(3);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger met = new AtomicInteger();
        Work<Integer> work =
                engine.start(
                        WorkSpec.<Integer>named("crowd")
                                .workers(3)
                                .reconciler(
                                        key -> {
                                            most.accumulateAndGet(
                                                    inside.incrementAndGet(), Math::max);
                                            try {
                                                together.await(20, TimeUnit.SECONDS);
                                                met.incrementAndGet();
                                            } catch (Exception e) {
                                                return Outcome.retry(e.toString());
                                            } finally {
                                                inside.decrementAndGet();
                                            }
                                            return Outcome.done();
                                        })
                                .build());
        for (int key = 0; key < 9; key++) {
            work.wake(key);
        }
        await("all met", () -> met.get() == 9);
        assertEquals(3, most.get());
    }

    @Test
    void aRunPastItsDeadlineIsInterruptedAndTheNextIsNot() {
        AtomicInteger interrupted = new AtomicInteger();
        AtomicBoolean leaked = new AtomicBoolean();
        Work<String> work =
                engine.start(
                        WorkSpec.<String>named("late")
                                .deadline(SHORT)
                                .backoff(LONG, LONG)
                                .reconciler(
                                        key -> {
                                            leaked.compareAndSet(
                                                    false, Thread.currentThread().isInterrupted());
                                            if (key.equals("slow")) {
                                                try {
                                                    never.await();
                                                } finally {
                                                    interrupted.incrementAndGet();
                                                }
                                            }
                                            if (key.equals("deaf")) {
                                                // Hears the interrupt, and leaves it set.
                                                await(
                                                        "interrupt",
                                                        Thread.currentThread()::isInterrupted);
                                            }
                                            runs.add(key);
                                            return Outcome.done();
                                        })
                                .build());
        work.wake("slow");
        work.wake("deaf");
        work.wake("next");
        await("the next ran", () -> runs.contains("next"));
        assertEquals(1, interrupted.get());
        assertFalse(leaked.get());
        assertEquals(List.of("deaf", "next"), runs);
        await("only the slow one comes again", () -> work.backlog() == 1);
    }

    @Test
    void keysThatHangAreInterruptedAndAskedForAgain() {
        AtomicInteger asked = new AtomicInteger();
        engine.start(
                WorkSpec.<String>named("hang")
                        .deadline(SHORT)
                        .backoff(SHORT, SHORT)
                        .keys(
                                () -> {
                                    if (asked.incrementAndGet() == 1) {
                                        try {
                                            never.await();
                                        } catch (InterruptedException e) {
                                            throw new IllegalStateException(e);
                                        }
                                    }
                                    return List.of("a");
                                })
                        .reconciler(
                                key -> {
                                    runs.add(key);
                                    return Outcome.done();
                                })
                        .build());
        await("it was looked at", () -> runs.contains("a"));
        assertEquals(2, asked.get());
    }

    @Test
    void whileOneReadsTheKeysTheOthersWorkAndOtherwiseRest() {
        AtomicInteger reading = new AtomicInteger();
        Work<String> work =
                engine.start(
                        WorkSpec.<String>named("rest")
                                .workers(2)
                                .resync(SHORT)
                                .keys(
                                        () -> {
                                            reading.incrementAndGet();
                                            try {
                                                never.await();
                                            } catch (InterruptedException e) {
                                                throw new IllegalStateException(e);
                                            }
                                            return List.of();
                                        })
                                .reconciler(
                                        key -> {
                                            runs.add(key);
                                            return Outcome.done();
                                        })
                                .build());
        await("one reads", () -> reading.get() == 1);
        work.wake("a");
        await("it was looked at", () -> runs.contains("a"));
        // Even when the next resync is overdue, there is nothing to do before this one ends.
        work.wakeAll();
        Instant overdue = now().plus(SHORT.multipliedBy(2));
        await("the next resync is overdue", () -> now().isAfter(overdue));
        for (int look = 0; look < 100; look++) {
            await("both rest", () -> isAtRest("rest-0") && isAtRest("rest-1"));
        }
        assertEquals(1, runs.size());
        assertEquals(1, reading.get(), "resyncs at once");
    }

    private static boolean isAtRest(String name) {
        Thread.State state = thread(name).orElseThrow().getState();
        return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
    }

    @Test
    void anErrorCostsNoWorker() {
        Work<String> work =
                engine.start(
                        WorkSpec.<String>named("error")
                                .backoff(SHORT, SHORT)
                                .reconciler(
                                        key -> {
                                            runs.add(key);
                                            if (runs.size() == 1) {
                                                throw new NoClassDefFoundError("on purpose");
                                            }
                                            return Outcome.done();
                                        })
                                .build());
        work.wake("a");
        await("it ran again", () -> runs.size() == 2 && work.backlog() == 0);
    }

    @Test
    void closeInterruptsWhatRunsAndWaitsForIt() throws Exception {
        CountDownLatch running = new CountDownLatch(2);
        AtomicInteger ended = new AtomicInteger();
        Work<String> work =
                engine.start(
                        WorkSpec.<String>named("closing")
                                .workers(2)
                                .reconciler(
                                        key -> {
                                            running.countDown();
                                            try {
                                                never.await();
                                            } finally {
                                                LockSupport.parkNanos(1_000_000);
                                                ended.incrementAndGet();
                                            }
                                            return Outcome.done();
                                        })
                                .build());
        work.wake("a");
        work.wake("b");
        assertTrue(running.await(30, TimeUnit.SECONDS));
        assertTrue(thread("closing-0").orElseThrow().isDaemon());
        work.close();
        assertEquals(2, ended.get());
        assertEquals(0, work.backlog());
        assertEquals(Optional.empty(), thread("closing-0"));
        assertEquals(Optional.empty(), thread("closing-1"));
    }

    @Test
    void whoClosesWhileInterruptedWaitsAllTheSameAndStaysInterrupted() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        Work<String> work =
                engine.start(
                        WorkSpec.<String>named("closing")
                                .reconciler(
                                        key -> {
                                            running.countDown();
                                            try {
                                                never.await();
                                            } finally {
                                                LockSupport.parkNanos(1_000_000);
                                                ended.set(true);
                                            }
                                            return Outcome.done();
                                        })
                                .build());
        work.wake("a");
        assertTrue(running.await(30, TimeUnit.SECONDS));
        Thread.currentThread().interrupt();
        work.close();
        assertTrue(Thread.interrupted());
        assertTrue(ended.get());
    }

    @Test
    void anEngineThatClosesTakesItsWorksWithItAndStartsNoMore() {
        Work<String> work = engine.start(WorkSpec.<String>named("left").build());
        await("it has its thread", () -> thread("left-0").isPresent());
        engine.close();
        engine.close();
        work.wake("a");
        assertEquals(0, work.backlog());
        assertEquals(Optional.empty(), thread("left-0"));
        WorkSpec<String> spec = WorkSpec.<String>named("more").build();
        assertThrows(IllegalStateException.class, () -> engine.start(spec));
        assertEquals(Optional.empty(), thread("more-0"));
    }
}

package io.nova.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every engine promises to those whose work it runs. */
abstract class ReconcileEngineContract {

    static final Duration LONG = Duration.ofHours(1);
    static final Duration SHORT = Duration.ofMillis(20);

    /** The runs so far, oldest first. */
    final List<String> runs = Collections.synchronizedList(new ArrayList<>());

    private final AtomicReference<Work<String>> work = new AtomicReference<>();

    abstract ReconcileEngine engine();

    /** Lets the engine go on until the fact holds. */
    abstract void await(String fact, BooleanSupplier holds);

    /** The time by which the engine goes. */
    abstract Instant now();

    private WorkSpec.Builder<String> spec(Reconciler<String> reconciler) {
        return WorkSpec.<String>named("test")
                .backoff(SHORT, SHORT.multipliedBy(2))
                .reconciler(
                        key -> {
                            runs.add(key);
                            return reconciler.reconcile(key);
                        });
    }

    private Work<String> start(WorkSpec.Builder<String> spec) {
        work.set(engine().start(spec.build()));
        return work.get();
    }

    private void awaitIdle() {
        await("nothing is left to do, after " + runs, () -> work.get().backlog() == 0);
    }

    private int runsOf(String key) {
        return Collections.frequency(List.copyOf(runs), key);
    }

    @Test
    void everyKeyIsLookedAtAtTheStart() {
        start(spec(key -> Outcome.done()).keys(() -> List.of("a", "b", "c")));
        await("all were looked at", () -> runs.size() == 3);
        awaitIdle();
        assertEquals(List.of("a", "b", "c"), runs.stream().sorted().toList());
    }

    @Test
    void aWokenKeyIsLookedAtOnceAndThenForgotten() {
        start(spec(key -> Outcome.done())).wake("a");
        await("it was looked at", () -> runsOf("a") == 1);
        awaitIdle();
        assertEquals(1, runs.size());
    }

    @Test
    void manyWakesBeforeTheRunAreOneRun() {
        start(
                spec(
                        key -> {
                            // One worker: nothing else runs until this returns.
                            for (int i = 0; key.equals("first") && i < 5; i++) {
                                work.get().wake("second");
                            }
                            return Outcome.done();
                        }));
        work.get().wake("first");
        await("the first ran", () -> runsOf("first") == 1);
        awaitIdle();
        assertEquals(List.of("first", "second"), runs);
    }

    @Test
    void noWakeIsLostWhenManyThreadsWakeAtOnce() throws Exception {
        start(spec(key -> Outcome.done()));
        int each = 400;
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> wakers = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                IntStream keys = IntStream.range(thread * each, (thread + 1) * each);
                wakers.add(threads.submit(() -> keys.forEach(i -> work.get().wake("key " + i))));
            }
            for (Future<?> waker : wakers) {
                waker.get();
            }
        } finally {
            threads.shutdownNow();
        }
        await("all were looked at", () -> runs.size() >= 4 * each);
        awaitIdle();
        assertEquals(4 * each, runs.size());
        assertEquals(4 * each, Set.copyOf(List.copyOf(runs)).size());
    }

    @Test
    void wakesDuringARunAreExactlyOneFurtherRun() {
        start(
                spec(
                        key -> {
                            for (int i = 0; runs.size() == 1 && i < 3; i++) {
                                work.get().wake(key);
                            }
                            return Outcome.done();
                        }));
        work.get().wake("a");
        await("it ran again", () -> runs.size() >= 2);
        awaitIdle();
        assertEquals(List.of("a", "a"), runs);
    }

    @Test
    void aRetryComesAgainUntilItIsDone() {
        start(spec(key -> runs.size() < 4 ? Outcome.retry("not yet") : Outcome.done()));
        work.get().wake("a");
        await("it ran", () -> runs.size() >= 4);
        awaitIdle();
        assertEquals(4, runs.size());
    }

    @Test
    void anExceptionIsARetry() {
        start(
                spec(
                        key -> {
                            if (runs.size() == 1) {
                                throw new IllegalStateException("on purpose");
                            }
                            if (runs.size() == 2) {
                                throw new InterruptedException("on purpose");
                            }
                            return Outcome.done();
                        }));
        work.get().wake("a");
        await("it ran", () -> runs.size() >= 3);
        awaitIdle();
        assertEquals(3, runs.size());
    }

    @Test
    void aRetryKeepsItsPauseThoughItWasWokenMeanwhile() {
        List<Instant> times = Collections.synchronizedList(new ArrayList<>());
        start(
                spec(
                        key -> {
                            times.add(now());
                            work.get().wake(key);
                            return times.size() < 3
                                    ? Outcome.retry("not yet")
                                    : endAfterFour(times);
                        }));
        work.get().wake("a");
        await("it ran", () -> times.size() >= 4);
        for (int i = 1; i < 3; i++) {
            Duration pause = Duration.between(times.get(i - 1), times.get(i));
            assertTrue(pause.compareTo(SHORT.dividedBy(2)) >= 0, times.toString());
        }
        // The last was woken by itself in a run that was well, which is no reason to pause.
        awaitIdle();
        assertEquals(4, times.size());
    }

    private Outcome endAfterFour(List<Instant> times) {
        if (times.size() == 4) {
            work.get().close();
        }
        return Outcome.done();
    }

    @Test
    void aWakeAfterARunThatFailedNeedNotWaitOutThePause() {
        Instant before = now();
        start(
                spec(key -> runs.size() == 1 ? Outcome.retry("not yet") : Outcome.done())
                        .backoff(LONG, LONG));
        work.get().wake("a");
        // Woken again and again, since a wake that falls into the run keeps the pause.
        await(
                "it ran again",
                () -> {
                    if (runs.size() == 1) {
                        work.get().wake("a");
                    }
                    return runs.size() >= 2;
                });
        awaitIdle();
        assertTrue(Duration.between(before, now()).compareTo(LONG.dividedBy(2)) < 0);
    }

    @Test
    void againComesAfterItsTime() {
        List<Instant> times = Collections.synchronizedList(new ArrayList<>());
        start(
                spec(
                        key -> {
                            times.add(now());
                            return times.size() < 3 ? Outcome.again(SHORT) : Outcome.done();
                        }));
        work.get().wake("a");
        await("it ran", () -> times.size() >= 3);
        awaitIdle();
        assertEquals(3, times.size());
        for (int i = 1; i < 3; i++) {
            assertTrue(Duration.between(times.get(i - 1), times.get(i)).compareTo(SHORT) >= 0);
        }
    }

    @Test
    void allKeysAreLookedAtAgainAfterEachPeriod() {
        start(spec(key -> Outcome.done()).keys(() -> List.of("a", "b")).resync(SHORT));
        await("three rounds", () -> runsOf("a") >= 3 && runsOf("b") >= 3);
    }

    @Test
    void withoutAPeriodTheyAreNot() {
        AtomicInteger asked = new AtomicInteger();
        start(
                spec(key -> Outcome.done())
                        .keys(
                                () -> {
                                    asked.incrementAndGet();
                                    return List.of("a");
                                }));
        await("the first round", () -> runsOf("a") == 1);
        awaitIdle();
        work.get().wakeAll();
        await("the round that was asked for", () -> runsOf("a") == 2);
        awaitIdle();
        assertEquals(2, asked.get());
    }

    @Test
    void keysThatCannotBeHadAreAskedForAgain() {
        AtomicInteger asked = new AtomicInteger();
        start(
                spec(key -> Outcome.done())
                        .keys(
                                () -> {
                                    if (asked.incrementAndGet() < 3) {
                                        throw new IllegalStateException("on purpose");
                                    }
                                    return List.of("a");
                                }));
        await("it was looked at", () -> runsOf("a") == 1);
        awaitIdle();
        assertEquals(3, asked.get());
    }

    @Test
    void aKeyThatIsAlwaysAwakeHoldsBackNoOther() {
        AtomicInteger others = new AtomicInteger();
        start(
                spec(
                        key -> {
                            if (key.equals("busy")) {
                                work.get().wake(key);
                            } else {
                                others.incrementAndGet();
                            }
                            return Outcome.done();
                        }));
        work.get().wake("busy");
        for (int i = 0; i < 20; i++) {
            work.get().wake("other-" + i);
        }
        await("all others were looked at", () -> others.get() == 20);
        work.get().close();
    }

    @Test
    void aKeyThatFailsHoldsBackNoOther() {
        start(spec(key -> key.equals("bad") ? Outcome.retry("never") : Outcome.done()));
        work.get().wake("bad");
        work.get().wake("good");
        await("both were looked at", () -> runsOf("good") == 1 && runsOf("bad") >= 3);
        await("only the bad one comes again", () -> work.get().backlog() == 1);
        assertEquals(1, runsOf("good"));
    }

    @Test
    void worksDoNotKnowEachOther() {
        ConcurrentHashMap<String, Integer> seen = new ConcurrentHashMap<>();
        List<Work<Integer>> works = new ArrayList<>();
        for (String name : List.of("one", "two")) {
            Reconciler<Integer> reconciler =
                    key -> {
                        seen.merge(name + key, 1, Integer::sum);
                        return Outcome.done();
                    };
            works.add(engine().start(WorkSpec.<Integer>named(name).reconciler(reconciler).build()));
        }
        works.get(0).wake(1);
        works.get(1).wake(2);
        await("both", () -> seen.size() == 2);
        works.get(0).close();
        works.get(0).wake(3);
        works.get(1).wake(4);
        await("the one that is open", () -> seen.containsKey("two4"));
        assertEquals(3, seen.size());
    }

    @Test
    void aClosedWorkIsWokenInVainAndMayBeClosedAgain() {
        start(spec(key -> Outcome.retry("for ever")));
        work.get().wake("a");
        await("it ran", () -> !runs.isEmpty());
        work.get().close();
        int before = runs.size();
        work.get().close();
        work.get().wake("a");
        work.get().wake("b");
        work.get().wakeAll();
        assertEquals(0, work.get().backlog());
        // Another work of the engine goes on, and this one has had its chance.
        start(spec(key -> Outcome.done())).wake("c");
        await("the other work", () -> runsOf("c") == 1);
        assertEquals(before + 1, runs.size());
    }

    @Test
    void aWorkMayBeClosedFromWithinARun() {
        start(
                spec(
                        key -> {
                            work.get().close();
                            return Outcome.retry("in vain");
                        }));
        work.get().wake("a");
        await("it ran", () -> runs.size() == 1);
        awaitIdle();
        work.get().wake("a");
        assertEquals(0, work.get().backlog());
    }

    @Test
    void whatCannotWorkIsRefusedByName() {
        WorkSpec.Builder<String> spec = spec(key -> Outcome.done()).backoff(Duration.ZERO, LONG);
        IllegalArgumentException fault = assertThrows(IllegalArgumentException.class, spec::build);
        assertEquals("work test: minBackoff cannot be PT0S", fault.getMessage());
        assertThrows(
                IllegalArgumentException.class,
                () -> spec(key -> Outcome.done()).workers(0).build());
        assertThrows(
                IllegalArgumentException.class,
                () -> spec(key -> Outcome.done()).backoff(LONG, SHORT).build());
        assertThrows(
                IllegalArgumentException.class,
                () -> spec(key -> Outcome.done()).deadline(Duration.ZERO).build());
        assertThrows(IllegalArgumentException.class, () -> Outcome.again(Duration.ofSeconds(-1)));
        assertThrows(IllegalArgumentException.class, () -> Outcome.again(Duration.ofDays(9999)));
    }
}

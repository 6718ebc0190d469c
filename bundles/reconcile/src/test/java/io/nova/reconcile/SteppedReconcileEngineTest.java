package io.nova.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class SteppedReconcileEngineTest extends ReconcileEngineContract {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final MutableClock clock = new MutableClock(START);
    private final SteppedReconcileEngine engine = new SteppedReconcileEngine(clock, new Random(1));

    @Override
    ReconcileEngine engine() {
        return engine;
    }

    @Override
    Instant now() {
        return clock.instant();
    }

    @Override
    void await(String fact, BooleanSupplier holds) {
        for (int i = 0; i < 10_000 && !holds.getAsBoolean(); i++) {
            if (!engine.step()) {
                clock.advanceTo(
                        engine.nextDue().orElseGet(() -> fail("nothing is due, yet not: " + fact)));
            }
        }
        assertTrue(holds.getAsBoolean(), fact);
    }

    private List<String> history(long seed) {
        MutableClock time = new MutableClock(START);
        SteppedReconcileEngine seeded = new SteppedReconcileEngine(time, new Random(seed));
        List<String> history = new ArrayList<>();
        for (String name : List.of("x", "y")) {
            seeded.start(
                    WorkSpec.<Integer>named(name)
                            .keys(() -> List.of(1, 2, 3, 4))
                            .resync(Duration.ofSeconds(1))
                            .reconciler(
                                    key -> {
                                        history.add(time.instant() + name + key);
                                        return key % 2 == 0
                                                ? Outcome.retry("even")
                                                : Outcome.done();
                                    })
                            .build());
        }
        for (int i = 0; i < 200; i++) {
            if (!seeded.step()) {
                time.advanceTo(seeded.nextDue().orElseThrow());
            }
        }
        return history;
    }

    @Test
    void aSeedIsAHistory() {
        assertEquals(history(7), history(7));
        assertNotEquals(history(7), history(8));
    }

    @Test
    void nothingHappensUntilSomethingIsDue() {
        assertFalse(engine.step());
        assertEquals(Optional.empty(), engine.nextDue());
        Work<String> work =
                engine.start(
                        WorkSpec.<String>named("test")
                                .reconciler(key -> Outcome.again(Duration.ofMinutes(3)))
                                .build());
        assertEquals(Optional.of(START), engine.nextDue());
        assertTrue(engine.step(), "the resync");
        assertFalse(engine.step());
        assertEquals(Optional.empty(), engine.nextDue());
        work.wake("a");
        assertTrue(engine.step());
        assertFalse(engine.step());
        assertEquals(Optional.of(START.plus(Duration.ofMinutes(3))), engine.nextDue());
        clock.advance(Duration.ofMinutes(3));
        assertTrue(engine.step());
    }

    @Test
    void othersMayWakeAndCloseWhileItSteps() throws Exception {
        Reconciler<Integer> reconciler =
                key -> {
                    runs.add("key " + key);
                    return Outcome.done();
                };
        Work<Integer> woken =
                engine.start(WorkSpec.<Integer>named("woken").reconciler(reconciler).build());
        FutureTask<?> waker =
                new FutureTask<>(
                        () -> {
                            for (int i = 0; i < 2_000; i++) {
                                Work<String> brief =
                                        engine.start(WorkSpec.<String>named("brief").build());
                                woken.wake(i);
                                brief.close();
                            }
                            return null;
                        });
        Thread other = new Thread(waker);
        other.start();
        while (!waker.isDone()) {
            engine.step();
        }
        waker.get();
        other.join();
        while (engine.step()) {
            // Until nothing is due.
        }
        assertEquals(2_000, runs.size());
        assertEquals(0, woken.backlog());
    }

    @Test
    void aCrashInsideARunPassesThroughAndEverythingIsForgotten() {
        Work<String> dead =
                engine.start(
                        WorkSpec.<String>named("old")
                                .reconciler(
                                        key -> {
                                            runs.add("old " + key);
                                            throw new SimulatedCrash();
                                        })
                                .keys(() -> List.of("a", "b"))
                                .build());
        assertTrue(engine.step(), "the resync");
        assertThrows(SimulatedCrash.class, engine::step);
        engine.crash();
        assertFalse(engine.step());
        assertEquals(Optional.empty(), engine.nextDue());
        assertEquals(0, dead.backlog());

        dead.wake("a");
        dead.wakeAll();
        assertFalse(engine.step());

        engine.start(
                WorkSpec.<String>named("new")
                        .reconciler(
                                key -> {
                                    runs.add("new " + key);
                                    return Outcome.done();
                                })
                        .keys(() -> List.of("a"))
                        .build());
        dead.close();
        while (engine.step()) {
            // Until nothing is due.
        }
        assertEquals("new a", runs.get(runs.size() - 1));
        assertEquals(2, runs.size());
    }

    @Test
    void aCrashWhileKeysAreReadPassesThrough() {
        engine.start(
                WorkSpec.<String>named("test")
                        .keys(
                                () -> {
                                    throw new SimulatedCrash();
                                })
                        .build());
        assertThrows(SimulatedCrash.class, engine::step);
    }

    @Test
    void enginesOnOneClockCrashApart() {
        SteppedReconcileEngine other = new SteppedReconcileEngine(clock, new Random(2));
        Reconciler<String> reconciler =
                key -> {
                    runs.add(key);
                    return Outcome.done();
                };
        engine.start(WorkSpec.<String>named("a").reconciler(reconciler).build()).wake("a");
        other.start(WorkSpec.<String>named("b").reconciler(reconciler).build()).wake("b");
        engine.crash();
        while (other.step()) {
            // Until nothing is due.
        }
        assertFalse(engine.step());
        assertEquals(List.of("b"), runs);
    }
}

package io.nova.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Draws histories of enter, leave, bind, unbind, pause and resume from a seed, and after each step
 * compares where every thread is with what a model of a dozen lines says.
 */
class GateInterleavingTest {

    private static final int ACTORS = 6;
    private static final int STEPS = 80;
    private static final Duration FOREVER = Duration.ofHours(1);
    private static final List<String> NAMES = List.of("", "x", "y");

    private record Driver(int id, String name, int ranking) {}

    /** An actor, where it is, and where the model has it. */
    private static final class Pair {
        private final Actor actor;
        private final AtomicReference<String> at = new AtomicReference<>("idle");
        private String expected = "idle";
        private String wanted = "";
        private Driver driver = new Driver(0, "", 0);

        Pair(String name) {
            actor = new Actor(name);
        }

        /** A fault is a place where the model never has anyone. */
        void tell(Actor.Order order) {
            // Or its place before would pass for the one after.
            at.set("told");
            var unused = actor.tell(order).whenComplete((nothing, fault) -> note(fault));
        }

        private void note(Throwable fault) {
            if (fault != null) {
                at.set(fault.toString());
            }
        }
    }

    private final Gate<Driver> gate = new Gate<>("test", FOREVER, FOREVER);
    private final List<Driver> bound = new ArrayList<>();
    private final List<Pair> pairs = new ArrayList<>();
    private int drivers;

    /** Calls are kept away, or somebody waits until they can be. */
    private boolean closed;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    @Timeout(120)
    void everyThreadIsWhereTheModelHasIt(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < ACTORS; i++) {
            pairs.add(new Pair("actor-" + i));
        }
        try {
            for (int step = 0; step < STEPS; step++) {
                step(random);
                settle();
                String where = "seed " + seed + ", step " + step;
                for (Pair pair : pairs) {
                    Actor.await(
                            where + ": " + pair.expected + " but is " + pair.at.get(),
                            () -> pair.at.get().equals(pair.expected) && pair.actor.isBlocked());
                }
                Actor.await(
                        where + ": " + bound + " but is " + gate.stats().drivers(),
                        () -> gate.stats().drivers().size() == bound.size());
                long inside = pairs.stream().filter(p -> p.expected.startsWith("inside")).count();
                assertEquals(inside, gate.stats().inFlight(), where);
            }
        } finally {
            pairs.forEach(pair -> pair.actor.close());
        }
    }

    private void step(Random random) {
        Pair pair = pairs.get(random.nextInt(ACTORS));
        if (closed && pairs.stream().noneMatch(p -> p.expected.equals("pauses"))) {
            if (random.nextInt(3) == 0) {
                closed = false;
                gate.resume();
                return;
            }
        } else if (!closed && pair.expected.equals("idle") && random.nextInt(8) == 0) {
            pause(pair);
            return;
        }
        if (random.nextInt(4) == 0 && bound.size() < 4) {
            Driver driver = new Driver(++drivers, random.nextBoolean() ? "x" : "y", drivers % 3);
            bound.add(driver);
            gate.bind(driver, driver.name(), driver.ranking());
        } else if (pair.expected.startsWith("inside")) {
            if (random.nextBoolean()) {
                nest(pair);
            } else {
                pair.actor.leave();
                pair.expected = "idle";
            }
        } else if (pair.expected.equals("idle") && random.nextInt(3) == 0 && !bound.isEmpty()) {
            unbind(pair, bound.remove(random.nextInt(bound.size())));
        } else if (pair.expected.equals("idle")) {
            enter(pair, NAMES.get(random.nextInt(NAMES.size())));
        }
    }

    private void enter(Pair pair, String name) {
        pair.wanted = name;
        pair.expected = "waits";
        pair.tell(
                () -> {
                    pair.at.set("waits");
                    GateCall<Driver, Driver> stay =
                            driver -> {
                                pair.at.set("inside " + driver.id());
                                pair.actor.stay();
                                return driver;
                            };
                    if (name.isEmpty()) {
                        gate.call(stay);
                    } else {
                        gate.call(name, stay);
                    }
                    pair.at.set("idle");
                });
    }

    /**
     * A nested call must come back at once and from the same driver; otherwise its place differs.
     */
    private void nest(Pair pair) {
        pair.tell(
                () -> {
                    pair.at.set("nested");
                    pair.at.set("inside " + gate.call(Driver::id));
                });
    }

    private void pause(Pair pair) {
        closed = true;
        pair.expected = "pauses";
        pair.tell(
                () -> {
                    pair.at.set("pauses");
                    gate.pause(FOREVER);
                    pair.at.set("idle");
                });
    }

    private void unbind(Pair pair, Driver driver) {
        pair.driver = driver;
        pair.expected = "drains";
        pair.tell(
                () -> {
                    pair.at.set("drains");
                    gate.unbind(driver);
                    pair.at.set("idle");
                });
    }

    /**
     * The model: who waits enters the best driver of the name; who drains waits for who is in it,
     * who pauses for who is in any.
     */
    private void settle() {
        List<Driver> best = new ArrayList<>(bound);
        best.sort(Comparator.comparingInt(Driver::ranking).reversed().thenComparing(Driver::id));
        for (Pair pair : pairs) {
            if (pair.expected.equals("waits") && !closed) {
                best.stream()
                        .filter(d -> pair.wanted.isEmpty() || pair.wanted.equals(d.name()))
                        .findFirst()
                        .ifPresent(driver -> pair.expected = "inside " + driver.id());
            }
        }
        for (Pair pair : pairs) {
            String occupied = "inside " + pair.driver.id();
            if (pair.expected.equals("drains")
                    && pairs.stream().noneMatch(other -> other.expected.equals(occupied))) {
                pair.expected = "idle";
            }
            if (pair.expected.equals("pauses")
                    && pairs.stream().noneMatch(p -> p.expected.startsWith("inside"))) {
                pair.expected = "idle";
            }
        }
    }
}

package io.nova.itests.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Plays histories. {@code -Dnova.simulation.seconds} says for how long, {@code
 * -Dnova.simulation.histories} how many at most, {@code -Dnova.simulation.least} how many at least,
 * and {@code -Dnova.simulation.seed} from which seed on: else the day tells, so that each day plays
 * others.
 */
class SimulationTest {

    private static final int FAILURES_SHOWN = 3;
    private static final int PATIENCE = 10;

    @Test
    void everyHistoryKeepsTheInvariants() {
        long first = Long.getLong("nova.simulation.seed", ofToday());
        long most = Long.getLong("nova.simulation.histories", Long.MAX_VALUE);
        long least = Math.min(most, Long.getLong("nova.simulation.least", 50L));
        long nanos = Long.getLong("nova.simulation.seconds", 20L) * 1_000_000_000L;
        long start = System.nanoTime();
        long played = 0;
        int failed = 0;
        StringBuilder told = new StringBuilder();
        // A busy machine has more time for the least of them, but not for ever.
        while (played < most
                && System.nanoTime() - start < (played < least ? PATIENCE * nanos : nanos)) {
            History history = Simulation.play(first + played, Mutation.NONE);
            played++;
            if (!history.violations().isEmpty()) {
                failed++;
                told.append(failed <= FAILURES_SHOWN ? history.told() + "\n" : "");
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "%d histories from seed %d in %.1f s, %d failed%n", played, first, seconds, failed);
        if (failed > 0) {
            fail(
                    "%d of %d histories failed; play one again with -Dnova.simulation.seed=SEED -Dnova.simulation.histories=1%n%s"
                            .formatted(failed, played, told));
        }
        assertTrue(
                played >= least,
                "%d histories were played, and %d are the least".formatted(played, least));
    }

    /** Returns a seed from which no other day's first thousands are played. */
    private static long ofToday() {
        return LocalDate.now(ZoneOffset.UTC).toEpochDay() * 1_000_000;
    }

    @Test
    void aSeedIsAHistory() {
        for (long seed = 1; seed <= 3; seed++) {
            List<String> once = Simulation.play(seed, Mutation.NONE).lines();
            assertEquals(once, Simulation.play(seed, Mutation.NONE).lines());
        }
    }
}

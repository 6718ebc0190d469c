package io.nova.itests.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Plays histories. {@code -Dnova.simulation.seconds} says for how long, {@code
 * -Dnova.simulation.histories} how many at most, {@code -Dnova.simulation.seed} from which seed on.
 */
class SimulationTest {

    private static final int FAILURES_SHOWN = 3;

    @Test
    void everyHistoryKeepsTheInvariants() {
        long first = Long.getLong("nova.simulation.seed", 1L);
        long most = Long.getLong("nova.simulation.histories", Long.MAX_VALUE);
        long nanos = Long.getLong("nova.simulation.seconds", 20L) * 1_000_000_000L;
        long start = System.nanoTime();
        long played = 0;
        int failed = 0;
        StringBuilder told = new StringBuilder();
        while (played < most && System.nanoTime() - start < nanos) {
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
            fail(failed + " of " + played + " histories failed\n" + told);
        }
        assertTrue(played > 0, "no history was played");
    }

    @Test
    void aSeedIsAHistory() {
        for (long seed = 1; seed <= 3; seed++) {
            List<String> once = Simulation.play(seed, Mutation.NONE).lines();
            assertEquals(once, Simulation.play(seed, Mutation.NONE).lines());
        }
    }
}

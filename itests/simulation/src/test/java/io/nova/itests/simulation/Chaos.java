package io.nova.itests.simulation;

import io.nova.model.DriverException;
import io.nova.model.DriverException.Kind;
import java.util.random.RandomGenerator;

/** What goes wrong, drawn from the seed, until it is told to end. */
final class Chaos {

    private final RandomGenerator random;
    private final int deadliness;
    private boolean over;

    /** Most histories have a crash now and then, some have hardly anything else. */
    Chaos(RandomGenerator random) {
        this.random = random;
        this.deadliness = random.nextInt(4) == 0 ? 40 : 4;
    }

    void end() {
        over = true;
    }

    /** Draws whether something happens that does in so many of a thousand cases. */
    boolean in1000(int cases) {
        return !over && random.nextInt(1000) < cases;
    }

    boolean crashes() {
        return in1000(deadliness);
    }

    /** Lets a command of a driver fail, as one that may be tried again. */
    void mayFail(String what) {
        if (in1000(20)) {
            Kind kind = random.nextBoolean() ? Kind.BUSY : Kind.UNREACHABLE;
            throw new DriverException(kind, "told to fail: " + what);
        }
    }

    /** Lets a launch fail, perhaps for good. */
    void mayFailForGood(String what) {
        mayFail(what);
        if (in1000(20)) {
            Kind kind = random.nextBoolean() ? Kind.EXHAUSTED : Kind.BROKEN;
            throw new DriverException(kind, "told to fail for good: " + what);
        }
    }
}

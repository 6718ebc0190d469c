package io.nova.itests.simulation;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** What happened, in order, for whoever has to understand a seed; and what went wrong in it. */
final class History {

    private final long seed;
    private final Clock clock;
    private final List<String> lines = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();

    History(long seed, Clock clock) {
        this.seed = seed;
        this.clock = clock;
    }

    void add(String line) {
        lines.add(clock.instant() + " " + line);
    }

    void violated(String invariant, String what) {
        add("VIOLATED " + invariant + ": " + what);
        violations.add(invariant + ": " + what);
    }

    List<String> lines() {
        return lines;
    }

    List<String> violations() {
        return violations;
    }

    /** Returns the seed, what is wrong and all that led to it. */
    String told() {
        return "seed %d: %s%n%s"
                .formatted(seed, violations, String.join(System.lineSeparator(), lines));
    }
}

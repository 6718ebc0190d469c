package io.nova.reconcile;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** What is to be done about a key after it was reconciled. */
public sealed interface Outcome {

    /** The longest that a key can wait for its next run; a resync is for the rest. */
    Duration LONGEST = Duration.ofDays(365);

    /** Nothing until it is woken, or at the next resync. */
    record Done() implements Outcome {}

    /**
     * Once more, after a pause that grows with every failure in a row.
     *
     * @param reason for the log, one line
     */
    record Retry(String reason) implements Outcome {
        public Retry {
            requireNonNull(reason, "reason");
        }
    }

    /** Once more after this time, as part of the ordinary course. */
    record Again(Duration after) implements Outcome {
        public Again {
            if (after.isNegative() || after.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("again in no time that comes: " + after);
            }
        }
    }

    static Outcome done() {
        return new Done();
    }

    static Outcome retry(String reason) {
        return new Retry(reason);
    }

    static Outcome again(Duration after) {
        return new Again(after);
    }
}

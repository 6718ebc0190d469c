package io.nova.reconcile;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** What is to be done about a key after it was reconciled. */
public sealed interface Outcome {

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
    record Again(Duration after) implements Outcome {}

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

package io.nova.spi.state;

import java.util.List;

/** What became of a transaction. Everything but {@link Ok} and {@link Replayed} changed nothing. */
public sealed interface CommitResult {

    /**
     * It took effect, durably.
     *
     * @param epoch of the store
     * @param seq the commit's number, and the version of every record that it wrote
     * @param items the numbers taken, in the order of the takes
     */
    record Ok(String epoch, long seq, List<Long> items) implements CommitResult {
        public Ok {
            items = List.copyOf(items);
        }
    }

    /** A transaction of the same operation id took effect before; its effects were not repeated. */
    record Replayed(Ok first) implements CommitResult {}

    /** A record that should be created is there. */
    record Exists(Kind<?> kind, String id) implements CommitResult {}

    /**
     * A record is not at the version expected.
     *
     * @param actual its version; 0 if there is none
     */
    record Conflict(Kind<?> kind, String id, long actual) implements CommitResult {}

    /** The pool has no number left, or the one asked for is taken. */
    record Exhausted(String pool) implements CommitResult {}

    /** A number was given back by someone who does not own it. */
    record NotOwner(String pool, long item) implements CommitResult {}

    /** The quota would be passed, or fall below zero. */
    record QuotaExceeded(String scope, long used, long limit) implements CommitResult {}

    /** The lease that the transaction acts under is no longer held. */
    record Fenced(String lease) implements CommitResult {}

    /** It was sent and not answered. Commit the same transaction again. */
    record Unknown(Throwable cause) implements CommitResult {}
}

package io.nova.reconcile;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A kind of background work.
 *
 * @param name of its threads and in the log
 * @param workers the most keys that are reconciled at once
 * @param keys what to look at, whether or not anyone woke it
 * @param resync how often to look at all of it; zero: only at the start
 * @param minBackoff the pause after a first failure
 * @param maxBackoff the longest pause
 * @param deadline after which a run is interrupted
 * @param share the largest part of the time that runs of one key may take, if it is woken again and
 *     again: after a run the key rests in proportion, and wakings meanwhile are one. 1: never
 * @param leastRest of a key after any run, so that a burst of wakings is answered in few runs
 */
public record WorkSpec<K>(
        String name,
        Reconciler<K> reconciler,
        int workers,
        Supplier<? extends Iterable<K>> keys,
        Duration resync,
        Duration minBackoff,
        Duration maxBackoff,
        Duration deadline,
        double share,
        Duration leastRest) {

    /** The longest rest, however long a run took. */
    static final Duration LONGEST_REST = Duration.ofSeconds(2);

    public WorkSpec {
        requireNonNull(name, "name");
        requireNonNull(reconciler, "reconciler");
        requireNonNull(keys, "keys");
        require(workers >= 1, name, "workers", workers);
        require(!resync.isNegative(), name, "resync", resync);
        // A pause of nothing would let what fails keep a processor busy.
        require(minBackoff.compareTo(Duration.ZERO) > 0, name, "minBackoff", minBackoff);
        require(maxBackoff.compareTo(minBackoff) >= 0, name, "maxBackoff", maxBackoff);
        require(deadline.compareTo(Duration.ZERO) > 0, name, "deadline", deadline);
        require(share > 0 && share <= 1, name, "share", share);
        boolean isRest = !leastRest.isNegative() && leastRest.compareTo(LONGEST_REST) <= 0;
        require(isRest, name, "leastRest", leastRest);
    }

    /** Returns how long a key rests after a run that took so long. */
    Duration rest(Duration took) {
        Duration rest = Duration.ofNanos((long) (took.toNanos() * (1 / share - 1)));
        if (rest.compareTo(leastRest) < 0) {
            return leastRest;
        }
        return rest.compareTo(LONGEST_REST) < 0 ? rest : LONGEST_REST;
    }

    private static void require(boolean holds, String name, String what, Object value) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "work %s: %s cannot be %s".formatted(name, what, value));
        }
    }

    /** Returns this work as it is while a condition holds; else it looks at no key. */
    WorkSpec<K> onlyIf(BooleanSupplier condition) {
        return new WorkSpec<>(
                name,
                key -> condition.getAsBoolean() ? reconciler.reconcile(key) : Outcome.done(),
                workers,
                () -> condition.getAsBoolean() ? keys.get() : List.<K>of(),
                resync,
                minBackoff,
                maxBackoff,
                deadline,
                share,
                leastRest);
    }

    /** Begins the description of a work with one worker and no resync. */
    public static <K> Builder<K> named(String name) {
        return new Builder<>(name);
    }

    /** Collects what describes a work. */
    public static final class Builder<K> {

        private final String name;
        private Reconciler<K> reconciler = key -> Outcome.done();
        private int workers = 1;
        private Supplier<? extends Iterable<K>> keys = List::of;
        private Duration resync = Duration.ZERO;
        private Duration minBackoff = Duration.ofMillis(200);
        private Duration maxBackoff = Duration.ofSeconds(30);
        private Duration deadline = Duration.ofMinutes(5);
        private double share = 1;
        private Duration leastRest = Duration.ZERO;

        private Builder(String name) {
            this.name = name;
        }

        public Builder<K> reconciler(Reconciler<K> value) {
            reconciler = value;
            return this;
        }

        public Builder<K> workers(int value) {
            workers = value;
            return this;
        }

        public Builder<K> keys(Supplier<? extends Iterable<K>> value) {
            keys = value;
            return this;
        }

        public Builder<K> resync(Duration value) {
            resync = value;
            return this;
        }

        public Builder<K> backoff(Duration min, Duration max) {
            minBackoff = min;
            maxBackoff = max;
            return this;
        }

        public Builder<K> deadline(Duration value) {
            deadline = value;
            return this;
        }

        public Builder<K> share(double value) {
            share = value;
            return this;
        }

        public Builder<K> leastRest(Duration value) {
            leastRest = value;
            return this;
        }

        public WorkSpec<K> build() {
            return new WorkSpec<>(
                    name,
                    reconciler,
                    workers,
                    keys,
                    resync,
                    minBackoff,
                    maxBackoff,
                    deadline,
                    share,
                    leastRest);
        }
    }
}

package io.nova.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Which keys are due: the rules of both engines, without threads or a clock of its own. Not safe
 * for use by many threads; its owner locks.
 */
final class KeyedQueue<K> {

    private final Backoff backoff;
    private final Map<K, Slot<K>> slots = new HashMap<>();
    private final TreeSet<Slot<K>> waiting = new TreeSet<>();
    private long order;
    private int resting;

    KeyedQueue(Backoff backoff) {
        this.backoff = backoff;
    }

    private static final class Slot<K> implements Comparable<Slot<K>> {
        private final K key;
        private Instant due = Instant.MAX;
        private long order;
        private boolean running;
        private boolean wokenMeanwhile;
        private boolean resting;
        private Instant notBefore = Instant.MIN;
        private int failures;

        Slot(K key) {
            this.key = key;
        }

        /**
         * By time, then in the order in which they were woken: no key overtakes another forever.
         */
        @Override
        public int compareTo(Slot<K> other) {
            int byTime = due.compareTo(other.due);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    /**
     * Makes the key due: at once, even if it was to pause, or once more after the run it is in, or
     * after its rest.
     */
    void wake(K key, Instant now) {
        Slot<K> slot = slots.computeIfAbsent(key, Slot::new);
        if (slot.running) {
            slot.wokenMeanwhile = true;
        } else if (slot.resting) {
            slot.resting = false;
            resting--;
        } else if (slot.due.isAfter(now)) {
            schedule(slot, now);
        }
    }

    /** Returns the key that has been due longest, which then runs until {@link #finished}. */
    Optional<K> next(Instant now) {
        forgetRested(now);
        return nextDue().filter(due -> !due.isAfter(now)).map(due -> start(waiting.first()));
    }

    /** Returns the keys that are due, for a chooser. */
    List<K> due(Instant now) {
        forgetRested(now);
        return waiting.stream()
                .takeWhile(slot -> !slot.due.isAfter(now))
                .map(slot -> slot.key)
                .toList();
    }

    private void forgetRested(Instant now) {
        while (!waiting.isEmpty() && waiting.first().resting && !waiting.first().due.isAfter(now)) {
            slots.remove(waiting.pollFirst().key);
            resting--;
        }
    }

    /** Takes the due key to run, out of its turn. */
    void take(K key) {
        Slot<K> slot = slots.get(key);
        if (slot != null) {
            start(slot);
        }
    }

    private K start(Slot<K> slot) {
        waiting.remove(slot);
        slot.running = true;
        slot.due = Instant.MAX;
        return slot.key;
    }

    /** Ends the run of the key, and forgets it if nothing is left to do. */
    void finished(K key, Outcome outcome, Instant now) {
        finished(key, outcome, now, Duration.ZERO);
    }

    /**
     * Ends the run of the key, which is not run again before it has rested, and forgets it then if
     * nothing is left to do.
     */
    void finished(K key, Outcome outcome, Instant now, Duration rest) {
        Slot<K> slot = slots.get(key);
        if (slot == null) {
            return;
        }
        slot.running = false;
        slot.notBefore = now.plus(rest);
        Optional<Instant> due = due(slot, outcome, now);
        if (slot.wokenMeanwhile) {
            slot.wokenMeanwhile = false;
            // A retry keeps its pause: who fails and is woken all the time must not spin.
            due = outcome instanceof Outcome.Retry ? due : Optional.of(now);
        }
        if (due.isPresent()) {
            schedule(slot, due.get());
        } else if (rest.isZero()) {
            slots.remove(key);
        } else {
            slot.resting = true;
            resting++;
            schedule(slot, slot.notBefore);
        }
    }

    private Optional<Instant> due(Slot<K> slot, Outcome outcome, Instant now) {
        if (outcome instanceof Outcome.Retry) {
            slot.failures++;
            return Optional.of(now.plus(backoff.after(slot.failures)));
        }
        slot.failures = 0;
        return outcome instanceof Outcome.Again again
                ? Optional.of(now.plus(again.after()))
                : Optional.empty();
    }

    private void schedule(Slot<K> slot, Instant due) {
        // Out of the ordered set before that by which it is ordered changes.
        waiting.remove(slot);
        slot.due = due.isBefore(slot.notBefore) ? slot.notBefore : due;
        slot.order = order++;
        waiting.add(slot);
    }

    Optional<Instant> nextDue() {
        return waiting.isEmpty() ? Optional.empty() : Optional.of(waiting.first().due);
    }

    int size() {
        return slots.size() - resting;
    }

    void clear() {
        slots.clear();
        waiting.clear();
        resting = 0;
    }
}

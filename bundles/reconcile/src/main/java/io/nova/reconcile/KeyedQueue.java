package io.nova.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;

/**
 * Which keys are due: the rules of both engines, without threads or a clock of its own. Not safe
 * for use by many threads; its owner locks.
 */
final class KeyedQueue<K> {

    private final Duration minBackoff;
    private final Duration maxBackoff;
    private final RandomGenerator jitter;
    private final Map<K, Slot<K>> slots = new HashMap<>();
    private final PriorityQueue<Slot<K>> waiting = new PriorityQueue<>();
    private long order;

    KeyedQueue(Duration minBackoff, Duration maxBackoff, RandomGenerator jitter) {
        this.minBackoff = minBackoff;
        this.maxBackoff = maxBackoff;
        this.jitter = jitter;
    }

    private static final class Slot<K> implements Comparable<Slot<K>> {
        private final K key;
        private Instant due = Instant.MAX;
        private long order;
        private boolean running;
        private boolean wokenMeanwhile;
        private int failures;

        Slot(K key) {
            this.key = key;
        }

        @Override
        public int compareTo(Slot<K> other) {
            int byTime = due.compareTo(other.due);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    void wake(K key, Instant now) {
        Slot<K> slot = slots.computeIfAbsent(key, Slot::new);
        if (slot.running) {
            slot.wokenMeanwhile = true;
        } else if (slot.due.isAfter(now)) {
            schedule(slot, now);
        }
    }

    /** Returns the key that has been due longest, which then runs until {@link #finished}. */
    Optional<K> next(Instant now) {
        Slot<K> first = waiting.peek();
        if (first == null || first.due.isAfter(now)) {
            return Optional.empty();
        }
        return Optional.of(start(first));
    }

    /** Returns the keys that are due, for a chooser. */
    List<K> due(Instant now) {
        List<Slot<K>> due = new ArrayList<>();
        for (Slot<K> slot : waiting) {
            if (!slot.due.isAfter(now)) {
                due.add(slot);
            }
        }
        due.sort(null);
        return due.stream().map(slot -> slot.key).toList();
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

    void finished(K key, Outcome outcome, Instant now) {
        Slot<K> slot = slots.get(key);
        if (slot == null) {
            return;
        }
        slot.running = false;
        Optional<Instant> due = due(slot, outcome, now);
        if (slot.wokenMeanwhile) {
            slot.wokenMeanwhile = false;
            // A retry keeps its pause: who fails and is woken all the time must not spin.
            due = outcome instanceof Outcome.Retry ? due : Optional.of(now);
        }
        if (due.isPresent()) {
            schedule(slot, due.get());
        } else {
            slots.remove(key);
        }
    }

    private Optional<Instant> due(Slot<K> slot, Outcome outcome, Instant now) {
        if (outcome instanceof Outcome.Retry) {
            slot.failures++;
            return Optional.of(now.plus(backoff(slot.failures)));
        }
        slot.failures = 0;
        return outcome instanceof Outcome.Again again
                ? Optional.of(now.plus(again.after()))
                : Optional.empty();
    }

    /**
     * Doubles with every failure, up to the longest; half of it is chance, so that none march in
     * step.
     */
    private Duration backoff(int failures) {
        long cap = maxBackoff.toMillis();
        long full = Math.min(cap, minBackoff.toMillis() << Math.min(failures - 1, 20));
        return Duration.ofMillis(full / 2 + jitter.nextLong(full / 2 + 1));
    }

    private void schedule(Slot<K> slot, Instant due) {
        waiting.remove(slot);
        slot.due = due;
        slot.order = order++;
        waiting.add(slot);
    }

    Optional<Instant> nextDue() {
        return Optional.ofNullable(waiting.peek()).map(slot -> slot.due);
    }

    int size() {
        return slots.size();
    }

    /** Returns the failures in a row of each key that fails. */
    Map<K, Integer> failing() {
        Map<K, Integer> failing = new LinkedHashMap<>();
        slots.values().stream()
                .filter(slot -> slot.failures > 0)
                .forEach(slot -> failing.put(slot.key, slot.failures));
        return failing;
    }
}

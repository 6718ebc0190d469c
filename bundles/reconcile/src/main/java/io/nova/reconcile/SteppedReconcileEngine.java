package io.nova.reconcile;

import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;

/**
 * Runs work without threads, a step at a time in an order drawn from a seed, so that a simulation
 * can repeat a history. Give each simulated process an engine of its own, on the clock and the
 * random generator of all: then {@link #crash} is the death of that one.
 *
 * <p>Nothing comes in parallel here and nothing interrupts, so neither the number of workers nor
 * the deadline of a work shows. One thread steps; any may start, wake and close works.
 */
public final class SteppedReconcileEngine implements ReconcileEngine {

    private final Clock clock;
    private final RandomGenerator random;
    private final List<SteppedWork<?>> works = new CopyOnWriteArrayList<>();

    public SteppedReconcileEngine(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    @Override
    public <K> Work<K> start(WorkSpec<K> spec) {
        SteppedWork<K> work = new SteppedWork<>(spec, clock, random, works::remove);
        works.add(work);
        return work;
    }

    /**
     * Runs one thing that is due.
     *
     * @return false if nothing is due now
     */
    public boolean step() {
        Instant now = clock.instant();
        List<SteppedWork<?>> ready = works.stream().filter(work -> work.isDue(now)).toList();
        if (ready.isEmpty()) {
            return false;
        }
        ready.get(random.nextInt(ready.size())).step(now);
        return true;
    }

    /** Returns when something is due next; empty if nothing ever is. */
    public Optional<Instant> nextDue() {
        return works.stream()
                .map(SteppedWork::nextDue)
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder());
    }

    /**
     * Forgets all work, as the death of the process does: what it woke is lost, and who still holds
     * a work wakes nobody with it. The next process may start its works here.
     */
    public void crash() {
        works.forEach(SteppedWork::forget);
        works.clear();
    }
}

package io.nova.reconcile;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** A work whose owner says when it steps. */
final class SteppedWork<K> implements Work<K> {

    private final WorkSpec<K> spec;
    private final Clock clock;
    private final RandomGenerator random;
    private final Consumer<SteppedWork<?>> closed;
    private final KeyedQueue<K> queue;
    private final ResyncTimer resync;
    private boolean over;

    SteppedWork(
            WorkSpec<K> spec,
            Clock clock,
            RandomGenerator random,
            Consumer<SteppedWork<?>> closed) {
        this.spec = spec;
        this.clock = clock;
        this.random = random;
        this.closed = closed;
        Backoff backoff = new Backoff(spec.minBackoff(), spec.maxBackoff(), random);
        this.queue = new KeyedQueue<>(backoff);
        this.resync = new ResyncTimer(spec.resync(), backoff, clock.instant());
    }

    @Override
    public void wake(K key) {
        if (!over) {
            queue.wake(key, clock.instant());
        }
    }

    @Override
    public void wakeAll() {
        resync.request(clock.instant());
    }

    @Override
    public int backlog() {
        return queue.size();
    }

    @Override
    public void close() {
        forget();
        closed.accept(this);
    }

    /** Does nothing more, and holds nothing that anyone may still wake. */
    void forget() {
        over = true;
        queue.clear();
    }

    boolean isDue(Instant now) {
        return nextDue().filter(due -> !due.isAfter(now)).isPresent();
    }

    Optional<Instant> nextDue() {
        Instant soonest = resync.nextDue();
        soonest = queue.nextDue().filter(soonest::isAfter).orElse(soonest);
        return soonest.equals(Instant.MAX) ? Optional.empty() : Optional.of(soonest);
    }

    void step(Instant now) {
        if (resync.isDue(now)) {
            resync.begin(now);
            resync();
        } else {
            List<K> due = queue.due(now);
            if (due.isEmpty()) {
                return; // What was due was the end of a rest.
            }
            K key = due.get(random.nextInt(due.size()));
            queue.take(key);
            Outcome outcome = reconcile(key);
            Instant end = clock.instant();
            queue.finished(key, outcome, end, spec.rest(Duration.between(now, end)));
        }
    }

    private void resync() {
        try {
            for (K key : spec.keys().get()) {
                wake(key);
            }
            resync.succeeded();
        } catch (RuntimeException e) {
            resync.failed(clock.instant());
        }
    }

    /** A {@link SimulatedCrash} passes through: it is the simulation's, not the work's. */
    private Outcome reconcile(K key) {
        try {
            return requireNonNull(spec.reconciler().reconcile(key), "outcome");
        } catch (InterruptedException e) {
            return Outcome.retry("interrupted");
        } catch (RuntimeException e) {
            return Outcome.retry(e.toString());
        }
    }
}

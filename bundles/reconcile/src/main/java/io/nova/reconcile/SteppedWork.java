package io.nova.reconcile;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** A work whose owner says when it steps. Holds no lock while it runs what is its user's. */
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
    public synchronized void wake(K key) {
        if (!over) {
            queue.wake(key, clock.instant());
        }
    }

    @Override
    public synchronized void wakeAll() {
        resync.request(clock.instant());
    }

    @Override
    public synchronized int backlog() {
        return queue.size();
    }

    @Override
    public void close() {
        forget();
        closed.accept(this);
    }

    /** Does nothing more, and holds nothing that anyone may still wake. */
    synchronized void forget() {
        over = true;
        queue.clear();
    }

    synchronized boolean isDue(Instant now) {
        return nextDue().filter(due -> !due.isAfter(now)).isPresent();
    }

    synchronized Optional<Instant> nextDue() {
        Instant soonest = resync.nextDue();
        soonest = queue.nextDue().filter(soonest::isAfter).orElse(soonest);
        return soonest.equals(Instant.MAX) ? Optional.empty() : Optional.of(soonest);
    }

    void step(Instant now) {
        next(now).ifPresent(Runnable::run);
    }

    private synchronized Optional<Runnable> next(Instant now) {
        if (over) {
            return Optional.empty(); // Another closed it since it was due.
        }
        if (resync.isDue(now)) {
            resync.begin(now);
            return Optional.of(this::resync);
        }
        List<K> due = queue.due(now);
        if (due.isEmpty()) {
            return Optional.empty(); // What was due was the end of a rest.
        }
        K key = due.get(random.nextInt(due.size()));
        queue.take(key);
        return Optional.of(() -> run(key, now));
    }

    private void run(K key, Instant begin) {
        Outcome outcome = reconcile(key);
        Instant end = clock.instant();
        Duration rest = spec.rest(Duration.between(begin, end));
        synchronized (this) {
            queue.finished(key, outcome, end, rest);
        }
    }

    private void resync() {
        boolean read = wakeEach();
        synchronized (this) {
            if (read) {
                resync.succeeded();
            } else {
                resync.failed(clock.instant());
            }
        }
    }

    private boolean wakeEach() {
        try {
            for (K key : spec.keys().get()) {
                wake(key);
            }
            return true;
        } catch (RuntimeException e) {
            return false;
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

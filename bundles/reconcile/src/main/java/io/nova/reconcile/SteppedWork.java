package io.nova.reconcile;

import java.time.Clock;
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
    private Instant nextResync;

    SteppedWork(
            WorkSpec<K> spec,
            Clock clock,
            RandomGenerator random,
            Consumer<SteppedWork<?>> closed) {
        this.spec = spec;
        this.clock = clock;
        this.random = random;
        this.closed = closed;
        this.queue = new KeyedQueue<>(spec.minBackoff(), spec.maxBackoff(), random);
        this.nextResync = clock.instant();
    }

    @Override
    public void wake(K key) {
        queue.wake(key, clock.instant());
    }

    @Override
    public void wakeAll() {
        nextResync = clock.instant();
    }

    @Override
    public int backlog() {
        return queue.size();
    }

    @Override
    public void close() {
        closed.accept(this);
    }

    boolean isDue(Instant now) {
        return !nextResync.isAfter(now)
                || queue.nextDue().filter(due -> !due.isAfter(now)).isPresent();
    }

    Optional<Instant> nextDue() {
        Optional<Instant> due = queue.nextDue();
        if (nextResync.equals(Instant.MAX)) {
            return due;
        }
        return due.filter(nextResync::isAfter).or(() -> Optional.of(nextResync));
    }

    void step(Instant now) {
        if (!nextResync.isAfter(now)) {
            nextResync = spec.resync().isZero() ? Instant.MAX : now.plus(spec.resync());
            spec.keys().get().forEach(key -> queue.wake(key, now));
            return;
        }
        List<K> due = queue.due(now);
        K key = due.get(random.nextInt(due.size()));
        queue.take(key);
        queue.finished(key, reconcile(key), clock.instant());
    }

    /** A {@link SimulatedCrash} passes through: it is the simulation's, not the work's. */
    private Outcome reconcile(K key) {
        try {
            return spec.reconciler().reconcile(key);
        } catch (InterruptedException e) {
            return Outcome.retry("interrupted");
        } catch (RuntimeException e) {
            return Outcome.retry(e.toString());
        }
    }
}

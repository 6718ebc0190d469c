package io.nova.reconcile;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A work on threads: its workers take the keys that are due, and one of them resyncs when it is
 * time.
 */
final class ThreadedWork<K> implements Work<K> {

    private static final Logger LOG = LoggerFactory.getLogger(ThreadedWork.class);

    /** How long to close waits for a run that does not heed its interrupt. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final WorkSpec<K> spec;
    private final Clock clock;
    private final Consumer<ThreadedWork<?>> closed;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final KeyedQueue<K> queue;
    private final List<Thread> workers = new ArrayList<>();
    private final ScheduledExecutorService deadlines;
    private final Complaints complaints = new Complaints();
    private Instant nextResync;
    private boolean resyncing;
    private boolean closing;

    ThreadedWork(WorkSpec<K> spec, Clock clock, Consumer<ThreadedWork<?>> closed) {
        this.spec = spec;
        this.clock = clock;
        this.closed = closed;
        this.queue =
                new KeyedQueue<>(spec.minBackoff(), spec.maxBackoff(), ThreadLocalRandom.current());
        this.nextResync = clock.instant();
        this.deadlines =
                Executors.newSingleThreadScheduledExecutor(
                        task -> daemon(task, spec.name() + "-deadlines"));
    }

    void start() {
        for (int i = 0; i < spec.workers(); i++) {
            Thread worker = daemon(this::run, spec.name() + "-" + i);
            workers.add(worker);
            worker.start();
        }
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void wake(K key) {
        locked(() -> queue.wake(key, clock.instant()));
    }

    @Override
    public void wakeAll() {
        locked(() -> nextResync = clock.instant());
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int backlog() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        locked(
                () -> {
                    closing = true;
                    workers.forEach(Thread::interrupt);
                });
        boolean interrupted = false;
        for (Thread worker : workers) {
            if (worker != Thread.currentThread()) {
                try {
                    worker.join(PATIENCE.toMillis());
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        deadlines.shutdownNow();
        closed.accept(this);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (true) {
            try {
                Task<K> task = await();
                if (task.stop) {
                    return;
                }
                if (task.key == null) {
                    resync();
                } else {
                    reconcile(task.key);
                }
            } catch (InterruptedException e) {
                // Either this work closes, which the next round sees, or a deadline came late.
            }
        }
    }

    /** What a worker does next: a key, a resync, or to stop. */
    private record Task<K>(@Nullable K key, boolean stop) {}

    private Task<K> await() throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                if (closing) {
                    return new Task<>(null, true);
                }
                Instant now = clock.instant();
                if (!resyncing && !nextResync.isAfter(now)) {
                    resyncing = true;
                    nextResync = spec.resync().isZero() ? Instant.MAX : now.plus(spec.resync());
                    return new Task<>(null, false);
                }
                Optional<K> key = queue.next(now);
                if (key.isPresent()) {
                    return new Task<>(key.get(), false);
                }
                Instant until = queue.nextDue().filter(nextResync::isAfter).orElse(nextResync);
                if (until.equals(Instant.MAX)) {
                    changed.await();
                } else {
                    long nanos = Math.max(1, Duration.between(now, until).toNanos());
                    changed.awaitNanos(nanos);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void resync() {
        try {
            Iterable<K> keys = spec.keys().get();
            locked(
                    () -> {
                        Instant now = clock.instant();
                        keys.forEach(key -> queue.wake(key, now));
                    });
        } catch (RuntimeException e) {
            complaints.tell(LOG, spec.name(), "resync", e);
            locked(() -> nextResync = clock.instant().plus(spec.maxBackoff()));
        } finally {
            locked(() -> resyncing = false);
        }
    }

    private void reconcile(K key) {
        Thread worker = Thread.currentThread();
        ScheduledFuture<?> deadline =
                deadlines.schedule(
                        worker::interrupt, spec.deadline().toMillis(), TimeUnit.MILLISECONDS);
        Outcome outcome;
        try {
            outcome = spec.reconciler().reconcile(key);
            if (outcome instanceof Outcome.Retry retry) {
                complaints.tell(LOG, spec.name(), key.toString(), retry.reason());
            } else {
                complaints.settled(key.toString());
            }
        } catch (InterruptedException e) {
            outcome = Outcome.retry("interrupted");
        } catch (RuntimeException e) {
            complaints.tell(LOG, spec.name(), key.toString(), e);
            outcome = Outcome.retry(String.valueOf(e.getMessage()));
        } finally {
            deadline.cancel(false);
            // A deadline that came in the last moment must not hit the next key.
            Thread.interrupted();
        }
        Outcome result = outcome;
        locked(() -> queue.finished(key, result, clock.instant()));
    }
}

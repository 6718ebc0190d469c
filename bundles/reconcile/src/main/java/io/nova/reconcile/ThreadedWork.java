package io.nova.reconcile;

import static java.util.Objects.requireNonNull;

import io.nova.model.CloudException;
import io.nova.model.DriverException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A work on threads: its workers take the keys that are due, and one of them resyncs when it is
 * time.
 */
final class ThreadedWork<K> implements Work<K> {

    private static final Logger LOG = LoggerFactory.getLogger(ThreadedWork.class);
    private static final String RESYNC = "resync";

    /** How long to close waits for runs that do not heed their interrupt. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** A worker looks again after that, since what is never due has no nanoseconds. */
    private static final Duration LONGEST_NAP = Duration.ofHours(1);

    private final WorkSpec<K> spec;
    private final ScheduledExecutorService deadlines;
    private final Consumer<ThreadedWork<?>> closed;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final KeyedQueue<K> queue;
    private final ResyncTimer resync;
    private final Complaints complaints = new Complaints();
    private final List<Thread> workers;
    private final long startNanos = System.nanoTime();
    private boolean closing;

    ThreadedWork(
            WorkSpec<K> spec,
            ScheduledExecutorService deadlines,
            Consumer<ThreadedWork<?>> closed) {
        this.spec = spec;
        this.deadlines = deadlines;
        this.closed = closed;
        Backoff backoff = new Backoff(spec.minBackoff(), spec.maxBackoff(), new SplittableRandom());
        this.queue = new KeyedQueue<>(backoff);
        this.resync = new ResyncTimer(spec.resync(), backoff, now());
        this.workers =
                IntStream.range(0, spec.workers())
                        .mapToObj(i -> new Thread(this::work, spec.name() + "-" + i))
                        .toList();
    }

    void start() {
        for (Thread worker : workers) {
            worker.setDaemon(true);
            worker.start();
        }
    }

    /** Steady, so that no work waits for hours or runs amok when the wall clock is set. */
    private Instant now() {
        return Instant.EPOCH.plusNanos(System.nanoTime() - startNanos);
    }

    @Override
    public void wake(K key) {
        locked(
                () -> {
                    if (!closing) {
                        queue.wake(key, now());
                    }
                });
    }

    @Override
    public void wakeAll() {
        locked(() -> resync.request(now()));
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
                    queue.clear();
                });
        List<Thread> others = workers.stream().filter(t -> t != Thread.currentThread()).toList();
        others.forEach(Thread::interrupt);
        if (!joined(others)) {
            LOG.warn("{}: a run goes on although it was interrupted", spec.name());
        }
        closed.accept(this);
    }

    private static boolean joined(List<Thread> threads) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive() && end - System.nanoTime() > 0) {
                try {
                    thread.join(1 + (end - System.nanoTime()) / 1_000_000);
                } catch (InterruptedException e) {
                    // Who closes may free what the runs use: they have to end first.
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return threads.stream().noneMatch(Thread::isAlive);
    }

    private void work() {
        Optional<Runnable> task = next();
        while (task.isPresent()) {
            task.get().run();
            task = next();
        }
    }

    /** Waits for what is to be done next; empty when this work closes. */
    private Optional<Runnable> next() {
        lock.lock();
        try {
            while (!closing) {
                Instant now = now();
                if (resync.isDue(now)) {
                    resync.begin(now);
                    return Optional.of(this::resync);
                }
                Optional<K> key = queue.next(now);
                if (key.isPresent()) {
                    return Optional.of(() -> reconcile(key.get()));
                }
                try {
                    changed.awaitNanos(nanosToNext(now));
                } catch (InterruptedException e) {
                    // Only closing interrupts a worker that waits, and the next look will tell.
                }
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private long nanosToNext(Instant now) {
        Instant resyncs = resync.nextDue();
        Instant until = queue.nextDue().filter(resyncs::isAfter).orElse(resyncs);
        Instant soon = now.plus(LONGEST_NAP);
        return Duration.between(now, until.isBefore(soon) ? until : soon).toNanos();
    }

    private void resync() {
        Outcome outcome =
                run(
                        RESYNC,
                        () -> {
                            // Not under the lock: keys may come page by page from a slow store.
                            for (K key : spec.keys().get()) {
                                wake(key);
                            }
                            return Outcome.done();
                        });
        locked(
                () -> {
                    if (outcome instanceof Outcome.Retry) {
                        resync.failed(now());
                    } else {
                        resync.succeeded();
                    }
                });
    }

    private void reconcile(K key) {
        Instant begin = now();
        Outcome outcome = run(key.toString(), () -> spec.reconciler().reconcile(key));
        Instant end = now();
        Duration rest = spec.rest(Duration.between(begin, end));
        locked(() -> queue.finished(key, outcome, end, rest));
    }

    /** What is run under a deadline. */
    private interface Run {
        Outcome run() throws InterruptedException;
    }

    /** Whatever happens in a run is an outcome: a worker that died would leave its key for good. */
    private Outcome run(String what, Run run) {
        RunLimit limit = new RunLimit(deadlines, spec.deadline());
        try {
            Outcome outcome = requireNonNull(run.run(), "outcome");
            if (outcome instanceof Outcome.Retry retry) {
                tell(what, retry.reason());
            } else {
                complaints.settled(what);
            }
            return outcome;
        } catch (InterruptedException e) {
            String reason = "it took longer than " + spec.deadline().toSeconds() + " s";
            tell(what, reason);
            return Outcome.retry(reason);
        } catch (CloudException | DriverException e) {
            tell(what, String.valueOf(e.getMessage()));
            return Outcome.retry(e.toString());
        } catch (Throwable e) {
            // Nobody meant this to happen, so where it came from is worth a page in the log.
            if (complaints.isNews(what, e.toString())) {
                LOG.warn("{}: {} failed and will be tried again", spec.name(), what, e);
            }
            return Outcome.retry(e.toString());
        } finally {
            limit.end();
        }
    }

    private void tell(String what, String reason) {
        if (!isClosing() && complaints.isNews(what, reason)) {
            LOG.info("{}: {} has to wait: {}", spec.name(), what, reason);
        }
    }

    private boolean isClosing() {
        lock.lock();
        try {
            return closing;
        } finally {
            lock.unlock();
        }
    }
}

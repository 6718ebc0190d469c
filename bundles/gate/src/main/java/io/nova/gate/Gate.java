package io.nova.gate;

import io.nova.model.UnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls a driver that may be exchanged at any moment.
 *
 * <p>A call holds a lease on the driver. {@link #unbind} waits for the leases of that driver, so
 * that the framework deactivates it only when nobody is inside; calls that come in between wait for
 * the next one. Neither side sees the exchange.
 *
 * <p>A driver is bound and unbound by a dynamic, greedy and optional reference: the framework calls
 * {@code unbind} before it deactivates the driver. A call that takes long is not for the gate: past
 * the drain limit the driver goes although it is inside.
 *
 * <p>Safe for use by many threads. A call made from within a call, on the same thread, goes to the
 * same driver.
 */
public final class Gate<D> {

    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

    private final String family;
    private final Duration wait;
    private final Duration drain;
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition changed = lock.newCondition();
    private final List<Slot<D>> slots = new ArrayList<>();
    private final Map<Thread, Slot<D>> held = new HashMap<>();
    private long calls;
    private int inFlight;
    private long binds;
    private long overruns;
    private long waitedNanos;
    private long longestNanos;

    /** A bound driver and the calls inside it. */
    private static final class Slot<D> {
        private final D driver;
        private final String name;
        private final int ranking;
        private final List<Thread> inside = new ArrayList<>();

        Slot(D driver, String name, int ranking) {
            this.driver = driver;
            this.name = name;
            this.ranking = ranking;
        }
    }

    /**
     * @param family of the drivers, for messages: {@code hypervisor}
     * @param wait how long a call waits while there is no driver
     * @param drain how long {@link #unbind} waits for the calls inside
     */
    public Gate(String family, Duration wait, Duration drain) {
        this.family = family;
        this.wait = wait;
        this.drain = drain;
    }

    /** Lets calls through to the driver; the one with the highest ranking serves. */
    public void bind(D driver, String name, int ranking) {
        lock.lock();
        try {
            slots.add(new Slot<>(driver, name, ranking));
            slots.sort(Comparator.comparingInt((Slot<D> slot) -> slot.ranking).reversed());
            binds++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Keeps calls from the driver, and returns when the last one has left it or the drain limit has
     * passed; then those inside are interrupted. A driver that is not bound is none to wait for.
     *
     * @throws IllegalStateException if this thread is inside the driver itself
     */
    public void unbind(D driver) {
        lock.lock();
        try {
            Optional<Slot<D>> bound =
                    slots.stream().filter(slot -> slot.driver == driver).findFirst();
            if (bound.isPresent()) {
                if (bound.get().inside.contains(Thread.currentThread())) {
                    throw new IllegalStateException(
                            "the driver cannot leave from within its own call");
                }
                slots.remove(bound.get());
                drain(bound.get());
            }
        } finally {
            lock.unlock();
        }
    }

    private void drain(Slot<D> slot) {
        long left = drain.toNanos();
        boolean interrupted = false;
        while (!slot.inside.isEmpty() && left > 0) {
            try {
                left = changed.awaitNanos(left);
            } catch (InterruptedException e) {
                // The framework's thread: the driver must not go before its calls have left.
                interrupted = true;
            }
        }
        if (!slot.inside.isEmpty()) {
            overruns++;
            LOG.warn(
                    "The {} driver {} goes although {} calls have been inside for {} s",
                    family,
                    slot.name,
                    slot.inside.size(),
                    drain.toSeconds());
            slot.inside.forEach(Thread::interrupt);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Calls the driver that serves.
     *
     * @throws UnavailableException if there was none in time
     */
    public <R> R call(GateCall<? super D, R> call) throws InterruptedException {
        return enter("", call);
    }

    /**
     * Calls the driver of this name.
     *
     * @throws UnavailableException if it was not there in time
     */
    public <R> R call(String name, GateCall<? super D, R> call) throws InterruptedException {
        return enter(name, call);
    }

    /** As {@link #call}, for threads that nobody interrupts: an interrupt makes it unavailable. */
    public <R> R ask(Function<? super D, R> call) {
        try {
            return enter("", call::apply);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException(family, "The request was interrupted", e);
        }
    }

    private <R> R enter(String name, GateCall<? super D, R> call) throws InterruptedException {
        Optional<Slot<D>> outer = heldByThisThread(name);
        if (outer.isPresent()) {
            return call.apply(outer.get().driver);
        }
        Slot<D> slot = lease(name);
        try {
            return call.apply(slot.driver);
        } finally {
            release(slot);
        }
    }

    private Optional<Slot<D>> heldByThisThread(String name) {
        lock.lock();
        try {
            return Optional.ofNullable(held.get(Thread.currentThread()))
                    .filter(slot -> name.isEmpty() || slot.name.equals(name));
        } finally {
            lock.unlock();
        }
    }

    private Slot<D> lease(String name) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Optional<Slot<D>> slot = find(name);
            if (slot.isEmpty()) {
                slot = Optional.of(await(name));
            }
            slot.get().inside.add(Thread.currentThread());
            held.putIfAbsent(Thread.currentThread(), slot.get());
            calls++;
            inFlight++;
            return slot.get();
        } finally {
            lock.unlock();
        }
    }

    private Slot<D> await(String name) throws InterruptedException {
        long left = wait.toNanos();
        Optional<Slot<D>> slot = Optional.empty();
        try {
            while (slot.isEmpty() && left > 0) {
                left = changed.awaitNanos(left);
                slot = find(name);
            }
        } finally {
            long waited = Math.max(0, wait.toNanos() - left);
            waitedNanos += waited;
            longestNanos = Math.max(longestNanos, waited);
        }
        return slot.orElseThrow(
                () ->
                        new UnavailableException(
                                family,
                                "No %s driver%s is there now; try again"
                                        .formatted(family, name.isEmpty() ? "" : " " + name)));
    }

    private Optional<Slot<D>> find(String name) {
        return slots.stream().filter(slot -> name.isEmpty() || slot.name.equals(name)).findFirst();
    }

    private void release(Slot<D> slot) {
        lock.lock();
        try {
            slot.inside.remove(Thread.currentThread());
            held.remove(Thread.currentThread(), slot);
            inFlight--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Tells whether a driver is there now. */
    public boolean isOpen() {
        lock.lock();
        try {
            return !slots.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Returns the figures of this moment. */
    public GateStats stats() {
        lock.lock();
        try {
            return new GateStats(
                    family,
                    slots.stream().map(slot -> slot.name).toList(),
                    calls,
                    inFlight,
                    Math.max(0, binds - 1),
                    overruns,
                    Duration.ofNanos(waitedNanos).truncatedTo(java.time.temporal.ChronoUnit.MICROS),
                    Duration.ofNanos(longestNanos)
                            .truncatedTo(java.time.temporal.ChronoUnit.MICROS));
        } finally {
            lock.unlock();
        }
    }
}

package io.nova.gate;

import static java.time.temporal.ChronoUnit.MICROS;

import io.nova.model.UnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
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
 * the drain limit its thread is interrupted and the driver goes although it is inside.
 *
 * <p>Safe for use by many threads. A call made from within a call, on the same thread, goes to the
 * same driver, even while that driver leaves; only one that names another driver needs a lease of
 * its own.
 *
 * <p>A call takes no lock while its driver is there. It says first that it is inside and looks then
 * whether the driver is open; who closes a driver does so first and looks then who is inside. So at
 * least one of the two sees the other, and the caller gives way.
 */
public final class Gate<D> {

    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

    private final String family;
    private final Duration wait;
    private final Duration drain;
    // Fair, so that neither a swap nor a call that waits starves under load.
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition arrived = lock.newCondition();
    private final Condition emptied = lock.newCondition();
    private final Insiders<D> insiders = new Insiders<>();
    private final Map<String, LongAdder> callsByName = new ConcurrentHashMap<>();

    /** The drivers, the one that serves first; written under the lock. */
    private volatile List<Bound<D>> drivers = List.of();

    private boolean paused;
    private long serials;
    private long serving;
    private long swaps;
    private long overruns;
    private long waitedNanos;
    private long longestNanos;

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

    /**
     * Lets calls through to the driver; the one with the highest ranking serves, then the oldest.
     */
    public void bind(D driver, String name, int ranking) {
        lock.lock();
        try {
            LongAdder calls = callsByName.computeIfAbsent(name, unused -> new LongAdder());
            List<Bound<D>> more = new ArrayList<>(drivers);
            more.add(new Bound<>(driver, name, ranking, ++serials, calls, !paused));
            more.sort(Comparator.comparingInt((Bound<D> bound) -> bound.ranking).reversed());
            drivers = List.copyOf(more);
            countSwap();
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Keeps calls from the driver, and returns when the last one has left it or the drain limit has
     * passed; then those inside are interrupted. A driver that is not bound is none to wait for.
     *
     * @throws IllegalStateException if this thread is inside the driver itself, for which it could
     *     only wait in vain; calls are kept from the driver all the same, since no framework stops
     *     at an exception
     */
    public void unbind(D driver) {
        lock.lock();
        try {
            Bound<D> leaving = remove(driver);
            if (leaving != null) {
                countSwap();
                if (held(insiders.place().innermost, bound -> bound == leaving) != null) {
                    throw new IllegalStateException(
                            "the %s driver %s cannot leave from within its own call"
                                    .formatted(family, leaving.name));
                }
                drain(leaving);
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Bound<D> remove(D driver) {
        List<Bound<D>> rest = new ArrayList<>(drivers);
        for (Bound<D> bound : rest) {
            if (bound.driver == driver) {
                rest.remove(bound);
                drivers = List.copyOf(rest);
                bound.open = false;
                return bound;
            }
        }
        return null;
    }

    private void countSwap() {
        if (!drivers.isEmpty() && drivers.get(0).serial != serving) {
            swaps += serving == 0 ? 0 : 1;
            serving = drivers.get(0).serial;
        }
    }

    private void drain(Bound<D> leaving) {
        boolean interrupted = false;
        List<Lease<D>> inside = insiders.inside(leaving);
        for (long start = System.nanoTime(); !inside.isEmpty() && left(drain, start) > 0; ) {
            try {
                emptied.awaitNanos(left(drain, start));
            } catch (InterruptedException e) {
                // The framework's thread: the driver must not go before its calls have left.
                interrupted = true;
            }
            inside = insiders.inside(leaving);
        }
        if (!inside.isEmpty()) {
            overruns++;
            LOG.warn(
                    "The {} driver {} goes although {} calls have been inside for {} s",
                    family,
                    leaving.name,
                    inside.size(),
                    drain.toSeconds());
            for (Lease<D> lease : inside) {
                lease.overrun = true;
                lease.place.thread.interrupt();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static long left(Duration limit, long startNanos) {
        return limit.toNanos() - (System.nanoTime() - startNanos);
    }

    /**
     * Keeps calls from all drivers until {@link #resume}; those that come wait as long as that
     * takes. Unlike {@link #unbind} it interrupts nobody: it succeeds when nobody is inside, not
     * even a driver that leaves, or gives up and lets calls go on.
     *
     * @param limit how long to wait for the calls inside
     * @return whether calls are kept away now
     * @throws IllegalStateException if this thread is inside a driver, or calls are kept away
     *     already
     */
    public boolean pause(Duration limit) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (paused || insiders.place().innermost != null) {
                throw new IllegalStateException(
                        "the %s gate cannot be paused now".formatted(family));
            }
            setPaused(true);
            boolean empty = false;
            try {
                empty = awaitEmpty(limit);
            } finally {
                if (!empty) {
                    setPaused(false);
                }
            }
            return empty;
        } finally {
            lock.unlock();
        }
    }

    private boolean awaitEmpty(Duration limit) throws InterruptedException {
        long start = System.nanoTime();
        while (insiders.count() > 0) {
            if (left(limit, start) <= 0) {
                return false;
            }
            emptied.awaitNanos(left(limit, start));
        }
        return true;
    }

    /** Lets calls through again. May be called when they are not kept away. */
    public void resume() {
        lock.lock();
        try {
            setPaused(false);
        } finally {
            lock.unlock();
        }
    }

    private void setPaused(boolean now) {
        paused = now;
        drivers.forEach(bound -> bound.open = !now);
        arrived.signalAll();
    }

    /**
     * Calls the driver that serves.
     *
     * @throws UnavailableException if there was none in time, or it had to go before the call ended
     */
    public <R> R call(GateCall<? super D, R> call) throws InterruptedException {
        return enter("", call);
    }

    /**
     * Calls the driver of this name.
     *
     * @throws UnavailableException if it was not there in time, or had to go before the call ended
     */
    public <R> R call(String name, GateCall<? super D, R> call) throws InterruptedException {
        return enter(name, call);
    }

    /**
     * As {@link #call}, for threads that nobody interrupts: an interrupt ends only the wait for a
     * driver, and makes the call unavailable.
     */
    public <R> R ask(Function<? super D, R> call) {
        try {
            return enter("", call::apply);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException(family, "The request was interrupted", e);
        }
    }

    private <R> R enter(String name, GateCall<? super D, R> call) throws InterruptedException {
        Lease<D> lease = lease(name);
        try {
            return call.apply(lease.bound.driver);
        } catch (InterruptedException e) {
            if (lease.overrun) {
                // Nobody interrupted the caller: its driver went, and it may try the next one.
                String message = "The %s driver %s left during the call; try again";
                throw new UnavailableException(
                        family, message.formatted(family, lease.bound.name), e);
            }
            throw e;
        } finally {
            release(lease);
        }
    }

    private Lease<D> lease(String name) throws InterruptedException {
        Insiders.Place<D> place = insiders.place();
        Lease<D> outer = place.innermost;
        Lease<D> mine = outer == null ? null : held(outer, bound -> bound.answersTo(name));
        if (mine != null) {
            mine.depth++;
            return mine;
        }
        Bound<D> bound = find(name);
        if (bound != null) {
            Lease<D> lease = new Lease<>(bound, place, outer);
            place.innermost = lease;
            if (bound.open) {
                bound.calls.increment();
                return lease;
            }
            leave(lease);
        }
        return leaseLocked(name, place, outer);
    }

    /** Waits for a driver, and enters it before it can be closed. */
    private Lease<D> leaseLocked(String name, Insiders.Place<D> place, @Nullable Lease<D> outer)
            throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Bound<D> bound = paused ? null : find(name);
            if (bound == null) {
                bound = await(name);
            }
            Lease<D> lease = new Lease<>(bound, place, outer);
            place.innermost = lease;
            bound.calls.increment();
            return lease;
        } finally {
            lock.unlock();
        }
    }

    /** Which drivers are meant. */
    private interface Meant<D> {
        boolean is(Bound<D> bound);
    }

    private static <D> @Nullable Lease<D> held(@Nullable Lease<D> innermost, Meant<D> meant) {
        Lease<D> lease = innermost;
        while (lease != null && !meant.is(lease.bound)) {
            lease = lease.outer;
        }
        return lease;
    }

    private @Nullable Bound<D> find(String name) {
        List<Bound<D>> all = drivers;
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).answersTo(name)) {
                return all.get(i);
            }
        }
        return null;
    }

    private Bound<D> await(String name) throws InterruptedException {
        long start = System.nanoTime();
        Bound<D> bound = null;
        try {
            while (bound == null && (paused || left(wait, start) > 0)) {
                if (paused) {
                    arrived.await();
                } else {
                    arrived.awaitNanos(left(wait, start));
                }
                bound = paused ? null : find(name);
            }
        } finally {
            long waited = System.nanoTime() - start;
            waitedNanos += waited;
            longestNanos = Math.max(longestNanos, waited);
        }
        if (bound == null) {
            String which = name.isEmpty() ? "" : " " + name;
            throw new UnavailableException(
                    family, "No %s driver%s is there now; try again".formatted(family, which));
        }
        return bound;
    }

    private void release(Lease<D> lease) {
        if (--lease.depth > 0) {
            return;
        }
        if (lease.bound.open) {
            lease.place.innermost = lease.outer;
            if (lease.bound.open) {
                return;
            }
        }
        leave(lease);
    }

    /** Leaves a driver for which somebody may wait that nobody is inside. */
    private void leave(Lease<D> lease) {
        lock.lock();
        try {
            lease.place.innermost = lease.outer;
            if (lease.overrun) {
                // The interrupt was meant for this call alone, not for what the thread does next.
                Thread.interrupted();
            }
            emptied.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns how many threads are remembered. */
    int places() {
        return insiders.places();
    }

    /** Tells whether a driver is there now. */
    public boolean isOpen() {
        return !drivers.isEmpty();
    }

    /** Returns the figures of this moment. */
    public GateStats stats() {
        lock.lock();
        try {
            List<GateStats.Use> uses =
                    drivers.stream()
                            .map(b -> new GateStats.Use(b.name, b.calls.sum(), inside(b)))
                            .toList();
            return new GateStats(
                    family,
                    uses,
                    callsByName.values().stream().mapToLong(LongAdder::sum).sum(),
                    insiders.count(),
                    swaps,
                    overruns,
                    Duration.ofNanos(waitedNanos).truncatedTo(MICROS),
                    Duration.ofNanos(longestNanos).truncatedTo(MICROS));
        } finally {
            lock.unlock();
        }
    }

    private int inside(Bound<D> bound) {
        return insiders.inside(bound).size();
    }
}

package io.nova.gate;

import static java.time.temporal.ChronoUnit.MICROS;

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
 */
public final class Gate<D> {

    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

    private final String family;
    private final Duration wait;
    private final Duration drain;
    // Fair, so that neither a swap nor a call starves under load.
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition arrived = lock.newCondition();
    private final Condition emptied = lock.newCondition();
    private final List<Bound<D>> drivers = new ArrayList<>();
    private final Map<Thread, Lease<D>> leases = new HashMap<>();
    private long serials;
    private long serving;
    private final Map<String, Long> callsByName = new HashMap<>();
    private long calls;
    private int inFlight;
    private long swaps;
    private long overruns;
    private long waitedNanos;
    private long longestNanos;

    /** A bound driver and the leases on it. */
    private static final class Bound<D> {
        private final D driver;
        private final String name;
        private final int ranking;
        private final long serial;
        private final List<Lease<D>> inside = new ArrayList<>();

        Bound(D driver, String name, int ranking, long serial) {
            this.driver = driver;
            this.name = name;
            this.ranking = ranking;
            this.serial = serial;
        }

        boolean answersTo(String wanted) {
            return wanted.isEmpty() || wanted.equals(name);
        }
    }

    /** A thread's right to be inside a driver; {@code outer} is the one it was taken within. */
    private static final class Lease<D> {
        private final Bound<D> bound;
        private final Thread thread = Thread.currentThread();
        private final @Nullable Lease<D> outer;
        private int depth = 1;
        private volatile boolean overrun;

        Lease(Bound<D> bound, @Nullable Lease<D> outer) {
            this.bound = bound;
            this.outer = outer;
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

    /**
     * Lets calls through to the driver; the one with the highest ranking serves, then the oldest.
     */
    public void bind(D driver, String name, int ranking) {
        lock.lock();
        try {
            drivers.add(new Bound<>(driver, name, ranking, ++serials));
            drivers.sort(Comparator.comparingInt((Bound<D> bound) -> bound.ranking).reversed());
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
            Optional<Bound<D>> leaving =
                    drivers.stream().filter(bound -> bound.driver == driver).findFirst();
            if (leaving.isPresent()) {
                drivers.remove(leaving.get());
                countSwap();
                if (held(bound -> bound == leaving.get()) != null) {
                    throw new IllegalStateException(
                            "the %s driver %s cannot leave from within its own call"
                                    .formatted(family, leaving.get().name));
                }
                drain(leaving.get());
            }
        } finally {
            lock.unlock();
        }
    }

    private void countSwap() {
        if (!drivers.isEmpty() && drivers.get(0).serial != serving) {
            swaps += serving == 0 ? 0 : 1;
            serving = drivers.get(0).serial;
        }
    }

    private void drain(Bound<D> leaving) {
        long start = System.nanoTime();
        boolean interrupted = false;
        while (!leaving.inside.isEmpty() && left(drain, start) > 0) {
            try {
                emptied.awaitNanos(left(drain, start));
            } catch (InterruptedException e) {
                // The framework's thread: the driver must not go before its calls have left.
                interrupted = true;
            }
        }
        if (!leaving.inside.isEmpty()) {
            overruns++;
            LOG.warn(
                    "The {} driver {} goes although {} calls have been inside for {} s",
                    family,
                    leaving.name,
                    leaving.inside.size(),
                    drain.toSeconds());
            for (Lease<D> lease : leaving.inside) {
                lease.overrun = true;
                lease.thread.interrupt();
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
        lock.lockInterruptibly();
        try {
            Lease<D> mine = held(bound -> bound.answersTo(name));
            if (mine != null) {
                mine.depth++;
                return mine;
            }
            Bound<D> bound = find(name);
            if (bound == null) {
                bound = await(name);
            }
            Lease<D> lease = new Lease<>(bound, leases.get(Thread.currentThread()));
            bound.inside.add(lease);
            leases.put(lease.thread, lease);
            calls++;
            callsByName.merge(bound.name, 1L, Long::sum);
            inFlight++;
            return lease;
        } finally {
            lock.unlock();
        }
    }

    /** Which drivers are meant. */
    private interface Meant<D> {
        boolean is(Bound<D> bound);
    }

    private @Nullable Lease<D> held(Meant<D> meant) {
        Lease<D> lease = leases.get(Thread.currentThread());
        while (lease != null && !meant.is(lease.bound)) {
            lease = lease.outer;
        }
        return lease;
    }

    private @Nullable Bound<D> find(String name) {
        for (Bound<D> bound : drivers) {
            if (bound.answersTo(name)) {
                return bound;
            }
        }
        return null;
    }

    private Bound<D> await(String name) throws InterruptedException {
        long start = System.nanoTime();
        Bound<D> bound = null;
        try {
            while (bound == null && left(wait, start) > 0) {
                arrived.awaitNanos(left(wait, start));
                bound = find(name);
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
        lock.lock();
        try {
            if (--lease.depth > 0) {
                return;
            }
            lease.bound.inside.remove(lease);
            inFlight--;
            if (lease.outer == null) {
                leases.remove(lease.thread);
            } else {
                leases.put(lease.thread, lease.outer);
            }
            if (lease.overrun) {
                // The interrupt was meant for this call alone, not for what the thread does next.
                Thread.interrupted();
            }
            if (lease.bound.inside.isEmpty()) {
                emptied.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Tells whether a driver is there now. */
    public boolean isOpen() {
        lock.lock();
        try {
            return !drivers.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    private GateStats.Use use(Bound<D> bound) {
        return new GateStats.Use(
                bound.name, callsByName.getOrDefault(bound.name, 0L), bound.inside.size());
    }

    /** Returns the figures of this moment. */
    public GateStats stats() {
        lock.lock();
        try {
            return new GateStats(
                    family,
                    drivers.stream().map(this::use).toList(),
                    calls,
                    inFlight,
                    swaps,
                    overruns,
                    Duration.ofNanos(waitedNanos).truncatedTo(MICROS),
                    Duration.ofNanos(longestNanos).truncatedTo(MICROS));
        } finally {
            lock.unlock();
        }
    }
}

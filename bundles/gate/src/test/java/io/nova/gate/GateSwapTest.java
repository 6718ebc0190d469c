package io.nova.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many threads call while drivers come and go, as fast as they can. */
class GateSwapTest {

    private static final int CALLERS = 16;
    private static final int SWAPS = 500;
    private static final Duration FOREVER = Duration.ofHours(1);

    /** How the framework exchanges a driver. */
    enum Swap {
        NEXT_COMES_FIRST,
        GAP_BETWEEN,
        SPARE_STEPS_IN
    }

    /**
     * A driver that tells when it is called after it was deactivated, or deactivated when called.
     */
    private static final class Frail {
        private final AtomicInteger inside = new AtomicInteger();
        private volatile boolean deactivated;

        void use(Queue<String> faults) {
            inside.incrementAndGet();
            if (deactivated) {
                faults.add("called after it was deactivated");
            }
            Thread.onSpinWait();
            if (deactivated) {
                faults.add("deactivated during a call");
            }
            inside.decrementAndGet();
        }

        void deactivate(Queue<String> faults) {
            deactivated = true;
            if (inside.get() != 0) {
                faults.add("deactivated with calls inside");
            }
        }
    }

    private final Gate<Frail> gate = new Gate<>("test", FOREVER, FOREVER);
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final Semaphore progress = new Semaphore(0);
    private final AtomicLong answered = new AtomicLong();
    private volatile boolean over;

    @ParameterizedTest
    @EnumSource
    @Timeout(120)
    void noCallFailsAndNoneIsInsideADriverThatWent(Swap how) throws Exception {
        Frail current = bound(0);
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            // Two never rest; more of that would only keep the swaps from the processors.
            long rest = i < 2 ? 0 : 50_000;
            Thread caller = new Thread(() -> call(rest), "caller-" + i);
            callers.add(caller);
            caller.start();
        }
        Frail spare = how == Swap.SPARE_STEPS_IN ? bound(-1) : current;
        for (int swap = 0; swap < SWAPS; swap++) {
            // Each driver serves at least one call, so that every swap is one under load.
            if (!progress.tryAcquire(30, TimeUnit.SECONDS)) {
                faults.add("no call went through at swap " + swap);
                break;
            }
            progress.drainPermits();
            Frail next;
            if (how == Swap.NEXT_COMES_FIRST) {
                next = bound(swap + 1);
                leave(current);
            } else {
                leave(current);
                next = bound(0);
            }
            current = next;
        }
        over = true;
        for (Thread caller : callers) {
            caller.join(TimeUnit.SECONDS.toMillis(30));
        }
        leave(current);
        if (how == Swap.SPARE_STEPS_IN) {
            leave(spare);
        }
        assertEquals(List.of(), List.copyOf(faults));
        GateStats stats = gate.stats();
        assertEquals(answered.get(), stats.calls());
        assertEquals(0, stats.inFlight());
        assertEquals(0, stats.overruns());
        assertEquals(List.of(), stats.drivers());
        // With a spare each exchange is two: to the spare and back, and one more at the end.
        assertEquals(how == Swap.SPARE_STEPS_IN ? 2 * SWAPS + 1 : SWAPS, stats.swaps());
    }

    private Frail bound(int ranking) {
        Frail driver = new Frail();
        gate.bind(driver, "frail", ranking);
        return driver;
    }

    private void leave(Frail driver) {
        gate.unbind(driver);
        driver.deactivate(faults);
    }

    private void call(long restNanos) {
        while (!over) {
            try {
                if (restNanos > 0) {
                    LockSupport.parkNanos(restNanos);
                }
                gate.call(
                        driver -> {
                            driver.use(faults);
                            return gate.call(
                                    "frail",
                                    again -> {
                                        if (again != driver) {
                                            faults.add("a nested call met another driver");
                                        }
                                        again.use(faults);
                                        return again;
                                    });
                        });
                answered.incrementAndGet();
                progress.release();
            } catch (Exception e) {
                faults.add(e.toString());
            }
        }
    }
}

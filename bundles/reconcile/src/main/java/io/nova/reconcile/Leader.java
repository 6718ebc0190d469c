package io.nova.reconcile;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * Does works that one of several processes is enough for, while this process is the one. All of
 * them claim the same right again and again; who holds it leads, and when the holder dies another
 * does so within {@link #TAKEOVER}.
 *
 * <p>A process can be stalled between its look at {@link #leads} and what it then does. Whatever
 * must not happen twice is fenced where it takes effect, too.
 */
public final class Leader implements AutoCloseable {

    /** How long a claim holds. */
    public static final Duration LEASE = Duration.ofSeconds(10);

    /** How often it is renewed, or asked for. */
    public static final Duration RENEWAL = Duration.ofSeconds(3);

    /** The longest time from the death of the one who leads until another leads. */
    public static final Duration TAKEOVER = Duration.ofSeconds(15);

    private static final Duration LEAST_PAUSE = Duration.ofMillis(200);
    private static final String THE_CLAIM = "claim";

    private final ReconcileEngine engine;
    private final Clock clock;
    private final Predicate<Duration> take;
    private final Runnable give;
    private final List<Work<?>> works = new CopyOnWriteArrayList<>();
    private final Work<String> claiming;
    private volatile Instant until = Instant.MIN;

    /**
     * Begins to claim.
     *
     * @param name of the threads and in the log
     * @param take takes or renews the right for so long; false if another has it
     * @param give gives the right up, if it is held; does not throw
     */
    public Leader(
            String name,
            ReconcileEngine engine,
            Clock clock,
            Predicate<Duration> take,
            Runnable give) {
        this.engine = engine;
        this.clock = clock;
        this.take = take;
        this.give = give;
        this.claiming =
                engine.start(
                        WorkSpec.<String>named(name + "-leader")
                                .reconciler(key -> claim())
                                .keys(() -> List.of(THE_CLAIM))
                                .resync(RENEWAL)
                                .backoff(LEAST_PAUSE, RENEWAL)
                                .build());
    }

    /** Tells whether this process leads now. */
    public boolean leads() {
        return clock.instant().isBefore(until);
    }

    /**
     * Starts a work that is done only while this process leads: then all of its keys are looked at
     * when it begins to. A waking meanwhile is for the one who leads, who has to hear of it by
     * itself.
     */
    public <K> Work<K> start(WorkSpec<K> spec) {
        Work<K> work = engine.start(spec.onlyIf(this::leads));
        works.add(work);
        return work;
    }

    private Outcome claim() {
        boolean led = leads();
        // From before the question: the right may have been given long before the answer came.
        Instant asked = clock.instant();
        until = take.test(LEASE) ? asked.plus(LEASE) : Instant.MIN;
        if (!led && leads()) {
            works.forEach(Work::wakeAll);
        }
        return Outcome.done();
    }

    /** Ends the works, then gives the right up. May be called twice. */
    @Override
    public void close() {
        works.forEach(Work::close);
        claiming.close();
        until = Instant.MIN;
        give.run();
    }
}

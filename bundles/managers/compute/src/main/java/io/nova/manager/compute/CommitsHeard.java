package io.nova.manager.compute;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Which commits are noted here whole: those of this process, and those that the store has told of.
 * A host that is hinted at by one manager may ask another, which hears of the commit a moment
 * later.
 */
final class CommitsHeard {

    private static final int REMEMBERED = 4096;

    /** A commit is told change by change, and nothing says which is its last. */
    private static final Duration ONE_COMMIT = Duration.ofMillis(50);

    private final Clock clock;
    private final Set<Long> own = new LinkedHashSet<>();
    private long told;
    private Instant toldAt = Instant.MIN;

    CommitsHeard(Clock clock) {
        this.clock = clock;
    }

    /**
     * Begins, or begins anew after commits were not told.
     *
     * @param seq of the newest commit; what it and those before it made can be read
     */
    synchronized void startAt(long seq) {
        told = seq;
        toldAt = Instant.MIN;
    }

    /**
     * Begins without knowing the newest commit: none is waited for. A host that asked too early
     * hears of its change when it asks again.
     */
    synchronized void startAnywhere() {
        told = Long.MAX_VALUE;
    }

    /** All that a commit of this process changed is noted. */
    synchronized void made(long seq) {
        own.add(seq);
        if (own.size() > REMEMBERED) {
            Iterator<Long> oldest = own.iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** A change that the store told of is noted. */
    synchronized void told(long seq) {
        told = Math.max(told, seq);
        toldAt = clock.instant();
    }

    /** Tells whether all that the commit changed is noted; so is the change of no commit. */
    synchronized boolean has(long seq) {
        if (seq < told || own.contains(seq)) {
            return true;
        }
        return seq == told && !clock.instant().isBefore(toldAt.plus(ONE_COMMIT));
    }
}

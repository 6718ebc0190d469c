package io.nova.manager.compute;

import io.nova.model.HostId;
import io.nova.spi.state.Beat;
import io.nova.spi.state.StateStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When hosts were last heard of. Placements go by a look that is at most a second old, since the
 * beats of ten thousand hosts are much to read, and hosts count as up for many times that.
 */
final class HostBeats {

    private static final String GROUP = "compute-hosts";
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final StateStore store;
    private final Clock clock;
    private final Duration silence;
    private Look look = Look.none();

    /** What was seen at a moment; another one each time that it tells something else. */
    static final class Look {

        private final Instant at;
        private final Map<String, Instant> seen;

        private Look(Instant at, Map<String, Instant> seen) {
            this.at = at;
            this.seen = seen;
        }

        static Look none() {
            return new Look(Instant.EPOCH, new ConcurrentHashMap<>());
        }

        /** Returns when each host was last heard of. */
        Map<String, Instant> seen() {
            return seen;
        }
    }

    /**
     * @param silence how long a host may be silent before it counts as down
     */
    HostBeats(StateStore store, Clock clock, Duration silence) {
        this.store = store;
        this.clock = clock;
        this.silence = silence;
    }

    /** Notes that the host lives. */
    void heard(HostId host, String bootId) {
        store.beat(GROUP, host.value(), bootId);
        synchronized (this) {
            Look recent = recent();
            if (!isUp(recent.seen, host)) {
                recent.seen.put(host.value(), clock.instant());
                look = new Look(recent.at, recent.seen);
            }
        }
    }

    /** Returns when each host was last heard of. */
    Map<String, Instant> seen() {
        Map<String, Instant> seen = new ConcurrentHashMap<>();
        for (Beat beat : store.beats(GROUP)) {
            seen.put(beat.member(), beat.at());
        }
        return seen;
    }

    /**
     * Returns what was seen within the last second; the same until a host came up, or it is too
     * old.
     */
    synchronized Look recent() {
        Instant now = clock.instant();
        if (now.isBefore(look.at) || !now.isBefore(look.at.plus(FRESH))) {
            look = new Look(now, seen());
        }
        return look;
    }

    /** Has the next look be a fresh one. */
    synchronized void forget() {
        look = Look.none();
    }

    boolean isUp(Map<String, Instant> seen, HostId host) {
        Instant last = seen.getOrDefault(host.value(), Instant.EPOCH);
        return last.isAfter(clock.instant().minus(silence));
    }

    /** Returns how long a host may be silent before it counts as down. */
    Duration silence() {
        return silence;
    }
}

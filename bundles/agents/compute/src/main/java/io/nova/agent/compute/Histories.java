package io.nova.agent.compute;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that the cloud's records have another history than before: some of them may be lost, and
 * with them the owners of guests.
 */
final class Histories {

    private static final Logger LOG = LoggerFactory.getLogger(Histories.class);

    private final BootMemory memory;
    private final Clock clock;
    private final Duration quarantine;
    private Optional<KnownHistory> known;

    /**
     * @param quarantine how long nothing is removed for want of a record
     */
    Histories(BootMemory memory, Clock clock, Duration quarantine) {
        this.memory = memory;
        this.clock = clock;
        this.quarantine = quarantine;
        this.known = memory.history();
    }

    /**
     * Takes in what a manager calls the history, empty if it does not say.
     *
     * @return whether it is another than before
     */
    synchronized boolean isAnother(String name) {
        if (name.isEmpty() || known.filter(one -> one.name().equals(name)).isPresent()) {
            return false;
        }
        boolean another = known.isPresent();
        KnownHistory now = new KnownHistory(name, another ? clock.instant() : Instant.EPOCH);
        // Durable before anything is done by it: an agent that dies here must know it, too.
        memory.keep(now);
        known = Optional.of(now);
        if (another) {
            LOG.warn(
                    "The cloud's records have another history than before, and may have lost some:"
                            + " everything here is told again, and for {} h guests without an owner"
                            + " are switched off and not removed",
                    quarantine.toHours());
        }
        return another;
    }

    /** Tells whether records may still be missing. */
    synchronized boolean mayLack() {
        return known.map(KnownHistory::since)
                .filter(since -> clock.instant().isBefore(since.plus(quarantine)))
                .isPresent();
    }
}

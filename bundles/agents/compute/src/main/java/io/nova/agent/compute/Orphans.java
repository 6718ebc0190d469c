package io.nova.agent.compute;

import io.nova.gate.Gate;
import io.nova.model.InstanceId;
import io.nova.reconcile.Outcome;
import io.nova.spi.hypervisor.Guest;
import io.nova.spi.hypervisor.HypervisorDriver;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Guests that nobody asked for. One is removed when it still is one after the wait and a fresh
 * answer of the manager; but never many at once, since then the answer is more likely wrong than
 * the guests.
 */
final class Orphans {

    private static final Logger LOG = LoggerFactory.getLogger(Orphans.class);

    private final Inventory inventory;
    private final Gate<HypervisorDriver> hypervisor;
    private final Clock clock;
    private final Duration wait;
    private final Map<InstanceId, Sighting> seen = new ConcurrentHashMap<>();

    /** When an orphan was first seen, and by which version of the assignments. */
    private record Sighting(Instant at, long version) {}

    /**
     * @param wait between the first sight and the removal
     */
    Orphans(Inventory inventory, Gate<HypervisorDriver> hypervisor, Clock clock, Duration wait) {
        this.inventory = inventory;
        this.hypervisor = hypervisor;
        this.clock = clock;
        this.wait = wait;
    }

    Outcome found(Guest guest) throws InterruptedException {
        InstanceId id = guest.instance();
        Instant now = clock.instant();
        Sighting first = seen.putIfAbsent(id, new Sighting(now, inventory.version()));
        if (first == null) {
            LOG.info(
                    "{} has no owner here; it is removed in {} s unless one appears",
                    id,
                    wait.toSeconds());
            return Outcome.again(wait);
        }
        if (now.isBefore(first.at().plus(wait))) {
            return Outcome.again(Duration.between(now, first.at().plus(wait)));
        }
        seen.keySet().removeIf(known -> inventory.wanted(known).isPresent());
        if (tooMany()) {
            LOG.warn(
                    "{} of the guests here have no owner; none is removed. "
                            + "If that is right, remove them by hand",
                    seen.size());
            return Outcome.again(wait);
        }
        hypervisor.call(
                driver -> {
                    driver.destroy(id);
                    return true;
                });
        inventory.holdsNo(id);
        seen.remove(id);
        LOG.info("{} had no owner and was removed", id);
        return Outcome.done();
    }

    private boolean tooMany() {
        int all = inventory.guests().size();
        return seen.size() > 3 && seen.size() * 5 > all;
    }
}

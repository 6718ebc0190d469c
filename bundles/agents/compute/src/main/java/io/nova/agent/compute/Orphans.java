package io.nova.agent.compute;

import io.nova.model.InstanceId;
import io.nova.model.compute.PowerState;
import io.nova.reconcile.Outcome;
import io.nova.spi.hypervisor.Guest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Guests that nobody asked for. One is removed when it still is one after the wait and after the
 * manager has told once more, afterwards, all that it wants; but never many at once, since then the
 * answer is more likely wrong than the guests. Where the manager wants nothing at all, its records
 * may be lost: then guests, however few, are switched off and keep their disks, and so they are for
 * a while after the records have lost history.
 */
final class Orphans {

    private static final Logger LOG = LoggerFactory.getLogger(Orphans.class);
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final long NOT_ASKED = -1;

    private final Inventory inventory;
    private final GuestDrivers drivers;
    private final HostBoot boot;
    private final Histories histories;
    private final Clock clock;
    private final Duration wait;
    private final Map<InstanceId, Sighting> seen = new ConcurrentHashMap<>();

    /**
     * When an orphan was first seen, and how often the manager had told everything when it was
     * asked to do so again.
     */
    private record Sighting(Instant at, long askedAfter) {}

    /**
     * @param wait between the first sight and the removal
     */
    Orphans(
            Inventory inventory,
            GuestDrivers drivers,
            HostBoot boot,
            Histories histories,
            Clock clock,
            Duration wait) {
        this.inventory = inventory;
        this.drivers = drivers;
        this.boot = boot;
        this.histories = histories;
        this.clock = clock;
        this.wait = wait;
    }

    /** The instance is one that was asked for. */
    void isNone(InstanceId instance) {
        seen.remove(instance);
    }

    Outcome found(Guest guest) throws InterruptedException {
        InstanceId id = guest.instance();
        Instant now = clock.instant();
        Sighting first = seen.get(id);
        if (first == null) {
            LOG.info(
                    "{} has no owner here; it is removed in {} s unless one appears",
                    id,
                    wait.toSeconds());
            seen.put(id, new Sighting(now, NOT_ASKED));
            return Outcome.again(wait);
        }
        if (now.isBefore(first.at().plus(wait))) {
            return Outcome.again(Duration.between(now, first.at().plus(wait)));
        }
        if (first.askedAfter() == NOT_ASKED) {
            seen.put(id, new Sighting(first.at(), inventory.wholeAnswers()));
            inventory.forgetVersion();
            return Outcome.again(SOON);
        }
        if (inventory.wholeAnswers() == first.askedAfter()) {
            // An answer to an earlier question may have brought a version back.
            inventory.forgetVersion();
            return Outcome.again(SOON);
        }
        if (inventory.wantsNothing() || histories.mayLack()) {
            return quarantine(guest);
        }
        if (tooMany()) {
            LOG.warn(
                    "{} of the guests here have no owner; none is removed. "
                            + "If that is right, remove them by hand",
                    seen.size());
            return Outcome.again(wait);
        }
        remove(id);
        return Outcome.done();
    }

    /** Off, it cannot use an address that may be another's by now; its disk stays for its owner. */
    private Outcome quarantine(Guest guest) throws InterruptedException {
        if (guest.power() == PowerState.OFF) {
            return Outcome.again(wait);
        }
        InstanceId id = guest.instance();
        LOG.warn(
                "{} has no owner, and {}: it is switched off and keeps its disk. It runs again when"
                        + " its record comes back; else it is removed {}. If that is wrong, save"
                        + " its disk before",
                id,
                histories.mayLack()
                        ? "the cloud's records have lost history"
                        : "nothing else is wanted here",
                histories.mayLack()
                        ? "after a while"
                        : "once this host is to hold something again");
        // Its owner did not shut it down.
        boot.takeDown(id);
        drivers.command(id, driver -> driver.powerOff(id));
        inventory.changed(new Guest(id, PowerState.OFF, guest.generation(), guest.crashed()));
        return Outcome.again(wait);
    }

    private void remove(InstanceId id) throws InterruptedException {
        drivers.command(id, driver -> driver.destroy(id));
        inventory.holdsNo(id);
        drivers.disown(id);
        boot.settled(id);
        seen.remove(id);
        LOG.info("{} had no owner and was removed", id);
    }

    private boolean tooMany() {
        int all = inventory.guests().size();
        return seen.size() > 3 && seen.size() * 5 > all;
    }
}

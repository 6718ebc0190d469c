package io.nova.agent.compute;

import io.nova.gate.Gate;
import io.nova.model.InterfaceId;
import io.nova.spi.network.NetworkDriver;
import io.nova.spi.network.PortSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ports that no guest has: left behind when an agent died between two steps. They are taken away
 * under the same conditions as orphaned guests, since the address may be another guest's by now; so
 * are those of orphans that are off, which get them back if they are to run again.
 */
final class StrayPorts {

    private static final Logger LOG = LoggerFactory.getLogger(StrayPorts.class);

    private final Inventory inventory;
    private final GuestDrivers drivers;
    private final Gate<NetworkDriver> network;
    private final Clock clock;
    private final Duration wait;
    private final Map<InterfaceId, Sighting> seen = new HashMap<>();

    /** When a stray was first seen, and how often the manager had told everything by then. */
    private record Sighting(Instant at, long wholeAnswers) {}

    /**
     * @param wait between the first sight and the removal
     */
    StrayPorts(
            Inventory inventory,
            GuestDrivers drivers,
            Gate<NetworkDriver> network,
            Clock clock,
            Duration wait) {
        this.drivers = drivers;
        this.inventory = inventory;
        this.network = network;
        this.clock = clock;
        this.wait = wait;
    }

    /** Looks for strays, after the listing of any driver. */
    synchronized void sweep() throws InterruptedException {
        // A guest whose driver is away may be an orphan, with a port.
        boolean allKnown = inventory.assigned() && drivers.knowAll();
        if (!allKnown || inventory.hasRunningOrphans() || !network.isOpen()) {
            return;
        }
        Set<InterfaceId> strays = new HashSet<>();
        network.call(NetworkDriver::ports).stream().map(PortSpec::id).forEach(strays::add);
        strays.removeAll(inventory.ports());
        seen.keySet().retainAll(strays);
        for (InterfaceId port : strays) {
            found(port);
        }
    }

    private void found(InterfaceId port) throws InterruptedException {
        Instant now = clock.instant();
        Sighting first = seen.computeIfAbsent(port, p -> new Sighting(now, wholeAnswers()));
        if (now.isBefore(first.at().plus(wait))) {
            return;
        }
        if (wholeAnswers() == first.wholeAnswers()) {
            inventory.forgetVersion();
            return;
        }
        network.call(
                driver -> {
                    driver.disconnect(port);
                    return true;
                });
        seen.remove(port);
        LOG.info("The port {} had no guest and was taken away", port);
    }

    private long wholeAnswers() {
        return inventory.wholeAnswers();
    }
}

package io.nova.agent.compute;

import io.nova.model.InstanceId;
import io.nova.model.compute.PowerState;
import io.nova.spi.hypervisor.Guest;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Tells guests that are off since their machine restarted, or since they were taken down for a copy
 * of their disk, from guests that were shut down: the former must start again.
 */
final class HostBoot {

    private final String bootId;
    private final BootMemory memory;
    private final Map<InstanceId, String> toStart = new HashMap<>();
    private final Set<InstanceId> takenDown;
    private final Set<String> looked = new HashSet<>();

    HostBoot(String bootId, BootMemory memory) {
        this.bootId = bootId;
        this.memory = memory;
        this.takenDown = new HashSet<>(memory.takenDown());
    }

    String id() {
        return bootId;
    }

    /**
     * The first listing by a driver after the machine restarted tells which of its guests went down
     * with the machine.
     */
    synchronized void listed(String driver, Collection<Guest> guests) {
        if (!looked.add(driver)) {
            return;
        }
        String last = memory.last(driver);
        if (last.isEmpty()) {
            memory.keep(driver, bootId);
        } else if (!last.equals(bootId)) {
            guests.stream()
                    .filter(guest -> guest.power() == PowerState.OFF)
                    .forEach(guest -> toStart.put(guest.instance(), driver));
            keepIfAllStarted(driver);
        }
    }

    synchronized boolean mustStartAgain(InstanceId instance) {
        return toStart.containsKey(instance) || takenDown.contains(instance);
    }

    /** The instance is about to be taken down, and is to run again, whoever dies meanwhile. */
    synchronized void takeDown(InstanceId instance) {
        if (takenDown.add(instance)) {
            memory.keepTakenDown(takenDown);
        }
    }

    /** The instance was launched, or is not to run: that it was taken down is over. */
    synchronized void settled(InstanceId instance) {
        started(instance);
        if (takenDown.remove(instance)) {
            memory.keepTakenDown(takenDown);
        }
    }

    /** The instance runs again, or need not. */
    synchronized void started(InstanceId instance) {
        String driver = toStart.remove(instance);
        if (driver != null) {
            keepIfAllStarted(driver);
        }
    }

    /** Not before: an agent that dies half-way through must find the rest. */
    private void keepIfAllStarted(String driver) {
        if (!toStart.containsValue(driver)) {
            memory.keep(driver, bootId);
        }
    }
}

package io.nova.agent.compute;

import io.nova.model.InstanceId;
import io.nova.model.compute.PowerState;
import io.nova.spi.hypervisor.Guest;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Tells guests that are off since their machine restarted, or since they were taken down for a copy
 * of their disk, from guests that were shut down: the former must start again.
 */
final class HostBoot {

    private final String bootId;
    private final BootMemory memory;
    private final Set<InstanceId> toStart = new HashSet<>();
    private final Set<InstanceId> takenDown;
    private boolean looked;

    HostBoot(String bootId, BootMemory memory) {
        this.bootId = bootId;
        this.memory = memory;
        this.takenDown = new HashSet<>(memory.takenDown());
    }

    String id() {
        return bootId;
    }

    /** The first listing after the machine restarted tells which guests went down with it. */
    synchronized void listed(Collection<Guest> guests) {
        if (looked) {
            return;
        }
        looked = true;
        if (memory.last().isEmpty()) {
            memory.keep(bootId);
        } else if (!memory.last().equals(bootId)) {
            guests.stream()
                    .filter(guest -> guest.power() == PowerState.OFF)
                    .forEach(guest -> toStart.add(guest.instance()));
            keepIfAllStarted();
        }
    }

    synchronized boolean mustStartAgain(InstanceId instance) {
        return toStart.contains(instance) || takenDown.contains(instance);
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
        if (toStart.remove(instance)) {
            keepIfAllStarted();
        }
    }

    /** Not before: an agent that dies half-way through must find the rest. */
    private void keepIfAllStarted() {
        if (toStart.isEmpty()) {
            memory.keep(bootId);
        }
    }
}

package io.nova.itests.simulation;

import io.nova.agent.compute.DriverMemory;
import io.nova.spi.hypervisor.HypervisorDriver;
import io.nova.spi.hypervisor.VolumeHotplug;
import io.nova.spi.state.StateStore;

/** A bug put in on purpose, so that the invariants prove that they can fail. */
interface Mutation {

    Mutation NONE = new Mutation() {};

    /** Returns the store as a buggy manager would use it. */
    default StateStore store(StateStore store) {
        return store;
    }

    /** Returns what a buggy agent would remember of its guests' drivers. */
    default DriverMemory memory(DriverMemory memory) {
        return memory;
    }

    /** Returns how a buggy agent would give guests disks. */
    default VolumeHotplug hotplug(VolumeHotplug driver) {
        return driver;
    }

    /** Returns the hypervisor as a buggy agent would use it. */
    default HypervisorDriver hypervisor(HypervisorDriver driver) {
        return driver;
    }
}

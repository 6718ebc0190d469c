package io.nova.model.compute;

/** What a hypervisor sees of a guest; what its owner sees is {@link InstanceState}. */
public enum PowerState {
    /** The guest runs. */
    ON,
    /** The guest is there with its disks, and does not run. */
    OFF,
    /** The guest is held by the hypervisor, for example since its disk is full. */
    PAUSED,
    /** The host has nothing of it. */
    GONE
}

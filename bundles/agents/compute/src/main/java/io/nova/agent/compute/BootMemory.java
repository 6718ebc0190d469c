package io.nova.agent.compute;

/** Where the last boot id is kept across restarts of the agent. */
public interface BootMemory {

    /** Returns the boot id that was kept; empty if none. */
    String last();

    /** Keeps the boot id, durably. */
    void keep(String bootId);
}

package io.nova.agent.compute;

import io.nova.model.InstanceId;
import java.util.Optional;
import java.util.Set;

/** What a host remembers of its guests across restarts of the agent. */
public interface BootMemory {

    /** Returns the boot id that was kept for the driver; empty if none. */
    String last(String driver);

    /** Keeps the boot id in which all guests of the driver are as they should be, durably. */
    void keep(String driver, String bootId);

    /** Returns the history that was kept; empty if none. */
    Optional<KnownHistory> history();

    /** Keeps the history of the cloud's records that is known, durably. */
    void keep(KnownHistory history);

    /** Returns the guests that were kept as taken down. */
    Set<InstanceId> takenDown();

    /** Keeps these guests as those that were taken down, and are to run again, durably. */
    void keepTakenDown(Set<InstanceId> guests);
}

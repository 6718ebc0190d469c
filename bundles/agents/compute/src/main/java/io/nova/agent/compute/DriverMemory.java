package io.nova.agent.compute;

import io.nova.model.InstanceId;
import java.util.Map;

/** Which driver each guest of a host belongs to, as it is known across restarts of the agent. */
public interface DriverMemory {

    /** Returns the drivers' names, by the guests that were kept. */
    Map<InstanceId, String> drivers();

    /**
     * Keeps that the guest is this driver's. When it returns, that outlives the process; a power
     * cut, which ends the guest too, may take it.
     */
    void keep(InstanceId guest, String driver);

    /** Forgets the guest. A power cut may bring it back, which does no harm. */
    void forget(InstanceId guest);
}

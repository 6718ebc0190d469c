package io.nova.itests.simulation;

import io.nova.agent.compute.DriverMemory;
import io.nova.model.InstanceId;
import java.util.Map;

/** What a host remembers, in a process that may die before or after it is kept. */
record CrashingMemory(DriverMemory memory, Mortal process) implements DriverMemory {

    @Override
    public Map<InstanceId, String> drivers() {
        return memory.drivers();
    }

    @Override
    public void keep(InstanceId guest, String driver) {
        process.point("before it keeps that " + guest + " is of " + driver);
        memory.keep(guest, driver);
        process.point("after it kept that " + guest + " is of " + driver);
    }

    @Override
    public void forget(InstanceId guest) {
        process.point("before it forgets the driver of " + guest);
        memory.forget(guest);
        process.point("after it forgot the driver of " + guest);
    }
}

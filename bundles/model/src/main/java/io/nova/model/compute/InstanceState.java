package io.nova.model.compute;

import static io.nova.model.compute.InstanceTrigger.GUEST_GONE;
import static io.nova.model.compute.InstanceTrigger.GUEST_OFF;
import static io.nova.model.compute.InstanceTrigger.GUEST_ON;
import static io.nova.model.compute.InstanceTrigger.LAUNCH_FAILED;
import static io.nova.model.compute.InstanceTrigger.START;
import static io.nova.model.compute.InstanceTrigger.START_FAILED;
import static io.nova.model.compute.InstanceTrigger.STOP;
import static io.nova.model.compute.InstanceTrigger.TERMINATE;

import java.util.Map;
import java.util.Optional;

/** The life of an instance as its owner sees it; what the hypervisor sees is {@link PowerState}. */
public enum InstanceState {
    PENDING(PowerState.ON),
    RUNNING(PowerState.ON),
    STOPPING(PowerState.OFF),
    STOPPED(PowerState.OFF),
    SHUTTING_DOWN(PowerState.GONE),
    TERMINATED(PowerState.GONE);

    private static final Map<InstanceState, Map<InstanceTrigger, InstanceState>> NEXT =
            Map.of(
                    // A failed first launch ends the instance; a failed start must not cost its
                    // owner the disks.
                    PENDING,
                    Map.of(
                            GUEST_ON, RUNNING,
                            LAUNCH_FAILED, TERMINATED,
                            START_FAILED, STOPPED,
                            START, PENDING,
                            TERMINATE, SHUTTING_DOWN),
                    RUNNING,
                    Map.of(
                            START, RUNNING,
                            STOP, STOPPING,
                            GUEST_OFF, STOPPED,
                            TERMINATE, SHUTTING_DOWN),
                    STOPPING,
                    Map.of(STOP, STOPPING, GUEST_OFF, STOPPED, TERMINATE, SHUTTING_DOWN),
                    STOPPED,
                    Map.of(START, PENDING, STOP, STOPPED, TERMINATE, SHUTTING_DOWN),
                    SHUTTING_DOWN,
                    Map.of(GUEST_GONE, TERMINATED, TERMINATE, SHUTTING_DOWN),
                    TERMINATED,
                    Map.of(TERMINATE, TERMINATED));

    private final PowerState wanted;

    InstanceState(PowerState wanted) {
        this.wanted = wanted;
    }

    /** Returns what the host should make of the guest while the instance is in this state. */
    public PowerState wanted() {
        return wanted;
    }

    /**
     * Returns the state after the trigger; empty where the trigger does not apply: the manager
     * refuses such a request and ignores such a report.
     */
    public Optional<InstanceState> on(InstanceTrigger trigger) {
        return Optional.ofNullable(NEXT.getOrDefault(this, Map.of()).get(trigger));
    }
}

package io.nova.model.compute;

/** What can happen to an instance: the first three an owner asks, the others a host reports. */
public enum InstanceTrigger {
    START,
    STOP,
    TERMINATE,
    GUEST_ON,
    GUEST_OFF,
    GUEST_GONE,
    LAUNCH_FAILED,
    START_FAILED
}

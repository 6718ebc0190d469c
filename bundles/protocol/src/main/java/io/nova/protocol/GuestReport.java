package io.nova.protocol;

import io.nova.model.InstanceId;
import io.nova.model.compute.PowerState;

/**
 * What a host saw of a guest.
 *
 * @param generation of the assignment that was brought about, or in which it failed
 * @param failure why what was wanted cannot be had; empty if nothing failed
 * @param exhausted whether the failure is that the host has no room
 */
public record GuestReport(
        InstanceId instance,
        long generation,
        PowerState power,
        String failure,
        boolean exhausted) {}

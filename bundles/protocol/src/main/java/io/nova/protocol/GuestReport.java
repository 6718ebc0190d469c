package io.nova.protocol;

import io.nova.model.InstanceId;
import io.nova.model.compute.PowerState;
import java.util.Optional;

/**
 * What a host saw of a guest.
 *
 * @param generation of the assignment that was brought about, or in which it failed
 * @param failure why what was wanted cannot be had; empty if nothing failed
 * @param exhausted whether the failure is that the host has no room
 * @param answers whether the guest, if it runs, answers on its network; empty if not known
 * @param driver the name of the host's driver that has the guest; empty if none has
 */
public record GuestReport(
        InstanceId instance,
        long generation,
        PowerState power,
        String failure,
        boolean exhausted,
        Optional<Boolean> answers,
        Optional<String> driver) {

    /** A report of a guest of whose answers and driver nothing is known. */
    public GuestReport(
            InstanceId instance,
            long generation,
            PowerState power,
            String failure,
            boolean exhausted) {
        this(instance, generation, power, failure, exhausted, Optional.empty(), Optional.empty());
    }

    /** Returns this report with whether the guest answers. */
    public GuestReport with(Optional<Boolean> known) {
        return new GuestReport(instance, generation, power, failure, exhausted, known, driver);
    }

    /** Returns this report with the driver that has the guest. */
    public GuestReport by(Optional<String> known) {
        return new GuestReport(instance, generation, power, failure, exhausted, answers, known);
    }
}

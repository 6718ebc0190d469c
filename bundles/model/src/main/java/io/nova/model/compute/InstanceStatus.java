package io.nova.model.compute;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * Where an instance stands.
 *
 * @param since when the state was entered
 * @param observedGeneration the newest generation that the host reported it had brought about
 * @param startedOnce whether the guest ever ran: a launch that fails before ends the instance
 * @param answering what its host found of it while it runs; empty until it found something
 * @param driver the name of the hypervisor driver that has, or last had, its guest; empty until its
 *     host told
 */
public record InstanceStatus(
        InstanceState state,
        StateReason reason,
        Instant since,
        long observedGeneration,
        boolean startedOnce,
        Optional<Answering> answering,
        Optional<String> driver) {

    public InstanceStatus {
        requireNonNull(state, "state");
        requireNonNull(reason, "reason");
        requireNonNull(since, "since");
    }

    /** A status in which nothing is known of the guest's answers and of its driver. */
    public InstanceStatus(
            InstanceState state,
            StateReason reason,
            Instant since,
            long observedGeneration,
            boolean startedOnce) {
        this(
                state,
                reason,
                since,
                observedGeneration,
                startedOnce,
                Optional.empty(),
                Optional.empty());
    }

    /** Returns this with what the host found of the guest's answers. */
    InstanceStatus with(Answering found) {
        return new InstanceStatus(
                state, reason, since, observedGeneration, startedOnce, Optional.of(found), driver);
    }

    /** Returns this with the driver that has the guest. */
    InstanceStatus by(String named) {
        return new InstanceStatus(
                state,
                reason,
                since,
                observedGeneration,
                startedOnce,
                answering,
                Optional.of(named));
    }

    /** Returns the status of an instance that was just asked for. */
    public static InstanceStatus pending(Instant now) {
        return new InstanceStatus(InstanceState.PENDING, StateReason.PENDING, now, 0, false);
    }
}

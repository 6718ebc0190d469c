package io.nova.model.compute;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * Where an instance stands.
 *
 * @param since when the state was entered
 * @param observedGeneration the newest generation that the host reported it had brought about
 * @param startedOnce whether the guest ever ran: a launch that fails before ends the instance
 */
public record InstanceStatus(
        InstanceState state,
        StateReason reason,
        Instant since,
        long observedGeneration,
        boolean startedOnce) {

    public InstanceStatus {
        requireNonNull(state, "state");
        requireNonNull(reason, "reason");
        requireNonNull(since, "since");
    }

    /** Returns the status of an instance that was just asked for. */
    public static InstanceStatus pending(Instant now) {
        return new InstanceStatus(InstanceState.PENDING, StateReason.PENDING, now, 0, false);
    }
}

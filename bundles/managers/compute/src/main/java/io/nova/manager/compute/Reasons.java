package io.nova.manager.compute;

import io.nova.model.compute.StateReason;

/** Why this manager puts instances into their states. */
final class Reasons {

    /** A stop that does not wait for the guest: the host reads it from the reason. */
    static final StateReason FORCED_STOP =
            new StateReason(
                    "Client.UserInitiatedShutdown",
                    "Client.UserInitiatedShutdown: User initiated forced shutdown");

    static final StateReason TERMINATED =
            new StateReason(
                    "Client.UserInitiatedShutdown",
                    "Client.UserInitiatedShutdown: User initiated shutdown");

    static final StateReason CRASHED =
            StateReason.server("InternalError", "The guest failed on its host");

    private Reasons() {}
}

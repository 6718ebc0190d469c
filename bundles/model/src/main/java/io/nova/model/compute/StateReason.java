package io.nova.model.compute;

/**
 * Why an instance is in its state, in EC2's words.
 *
 * @param code for a program, for example {@code Server.InsufficientInstanceCapacity}
 * @param message for a person, after the code: many programs show nothing else
 */
public record StateReason(String code, String message) {

    public static final StateReason NONE = new StateReason("", "");
    public static final StateReason PENDING = new StateReason("pending", "pending");
    public static final StateReason USER_STOP =
            told("Client.UserInitiatedShutdown", "User initiated shutdown");
    public static final StateReason GUEST_SHUTDOWN =
            told("Client.InstanceInitiatedShutdown", "Instance initiated shutdown");

    /** Something in the cloud, not the owner, is the reason. */
    public static StateReason server(String code, String message) {
        return told("Server." + code, message);
    }

    private static StateReason told(String code, String message) {
        return new StateReason(code, code + ": " + message);
    }
}

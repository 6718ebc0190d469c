package io.nova.model;

/** Another change came first, or a condition of the request does not hold. */
public final class ConflictException extends CloudException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** What did not hold. */
    public enum Reason {
        /** Another writer changed the resource; the caller may try again. */
        CONCURRENT_CHANGE,
        /** A condition that the request states, such as {@code If-Match}, does not hold. */
        PRECONDITION,
        /** The idempotency token was used before with other parameters. */
        TOKEN_REUSED,
        /** The owner protected the resource against this and must lift the protection first. */
        PROTECTED,
        /** What is to come together is in different zones. */
        OTHER_ZONE
    }

    public ConflictException(Reason reason, ResourceType type, Object id, String message) {
        super(type, id.toString(), message);
        this.reason = reason;
    }

    /** Returns what did not hold. */
    public Reason reason() {
        return reason;
    }
}

package io.nova.model;

/** The request does not prove who sent it. */
public final class AuthenticationFailedException extends CloudException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Why the proof failed. */
    public enum Reason {
        MISSING,
        MALFORMED,
        UNKNOWN_KEY,
        SIGNATURE_MISMATCH,
        /** The request's time is too far from the server's. */
        SKEWED,
        /** A presigned request is past its time. */
        EXPIRED,
        /** The body is not the one that was signed. */
        BODY_MISMATCH
    }

    public AuthenticationFailedException(Reason reason, String accessKey, String message) {
        super(ResourceType.ACCESS_KEY, accessKey, message);
        this.reason = reason;
    }

    /** Returns why the proof failed. */
    public Reason reason() {
        return reason;
    }
}

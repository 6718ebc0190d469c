package io.nova.model;

/** What a driver throws; the agent acts on the kind, the operator reads the message. */
public final class DriverException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** What the agent should do about it. */
    public enum Kind {
        /** Something else is at work on the resource: try again. */
        BUSY,
        /** The technology behind the driver does not answer: try again. */
        UNREACHABLE,
        /** This host has no room: place elsewhere. */
        EXHAUSTED,
        /** It will not work however often one tries: fail, and tell the operator. */
        BROKEN
    }

    public DriverException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public DriverException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** Returns what the agent should do about it. */
    public Kind kind() {
        return kind;
    }
}

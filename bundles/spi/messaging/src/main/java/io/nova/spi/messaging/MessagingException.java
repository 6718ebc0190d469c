package io.nova.spi.messaging;

/** Why a call or a cast failed. */
public final class MessagingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** What happened. */
    public enum Kind {
        /** Nobody serves the type at the address; told at once. */
        NO_ROUTE,
        /** No answer in time; the effect is unknown. */
        TIMEOUT,
        /** The handler failed; the message is its own. */
        REMOTE,
        /** The server does not know the type or the version of the body. */
        UNSUPPORTED,
        /** The receiver's queue is full: try later. */
        OVERLOADED,
        /** The body is longer than the bus carries. */
        TOO_LARGE,
        /** The bus, or the connection to it, is closed. */
        CLOSED
    }

    public MessagingException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public MessagingException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** Returns what happened. */
    public Kind kind() {
        return kind;
    }
}

package io.nova.aoe;

import java.io.IOException;

/** What went wrong, in a form that a caller can act on. */
public final class AoeException extends IOException {

    /** What to do about it. */
    public enum Kind {
        /** Nobody answered in time: try again later. */
        TIMEOUT,
        /** More than one answered for one address: an operator must end one of them. */
        DUPLICATE,
        /** The disk is another than the one that was meant. */
        WRONG_TARGET,
        /** The disk refused, with its own error. */
        REFUSED,
        /** A guest has the volume open. */
        BUSY,
        /** The interface is missing, is down, or may not be used by this process. */
        INTERFACE
    }

    private static final long serialVersionUID = 1L;

    private final Kind kind;

    public AoeException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /** What to do about it. */
    public Kind kind() {
        return kind;
    }
}

package io.nova.join;

import org.jspecify.annotations.Nullable;

/** Why a machine cannot join, in one line for its operator. */
final class Refusal extends Exception {

    private static final long serialVersionUID = 1L;

    Refusal(String reason) {
        this(reason, null);
    }

    Refusal(String reason, @Nullable Throwable cause) {
        super(reason.replaceAll("\\p{Cntrl}", "?"), cause);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}

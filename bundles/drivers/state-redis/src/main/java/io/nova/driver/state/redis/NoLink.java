package io.nova.driver.state.redis;

import io.nova.model.UnavailableException;

/** There is no connection to a server that may be used; nothing was sent. */
final class NoLink extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String key;
    private final boolean lasting;

    private NoLink(String key, String reason, boolean lasting, Throwable cause) {
        super(reason, cause);
        this.key = key;
        this.lasting = lasting;
    }

    /**
     * Somebody has to change something.
     *
     * @param key of the setting that is wrong, or names what is
     */
    static NoLink lasting(String key, String reason, Throwable cause) {
        return new NoLink(key, reason, true, cause);
    }

    /** It may pass: a server starts, or another takes over. */
    static NoLink passing(String key, String reason, Throwable cause) {
        return new NoLink(key, reason, false, cause);
    }

    String key() {
        return key;
    }

    String reason() {
        return String.valueOf(getMessage());
    }

    boolean isLasting() {
        return lasting;
    }

    /**
     * Returns what a caller is told, which may be anybody: where the servers are is for the log.
     */
    UnavailableException unavailable() {
        return new UnavailableException(
                "state", "The state store cannot be reached; try the request again", this);
    }
}

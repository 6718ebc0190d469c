package io.nova.driver.state.redis;

import io.nova.model.UnavailableException;

/** The server refused a command with an error: nothing of it took effect. */
final class ErrorReply extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ErrorReply(String message) {
        super(message);
    }

    /** Another server, or a moment later the same, takes what this one does not. */
    boolean isMisdirected() {
        return begins("MOVED ") || begins("ASK ") || begins("READONLY ") || begins("UNBLOCKED ");
    }

    /** The server does not have the script, which it loses when it starts. */
    boolean isNoScript() {
        return begins("NOSCRIPT ");
    }

    boolean isNoPassword() {
        return begins("NOAUTH ");
    }

    boolean isWrongPassword() {
        return begins("WRONGPASS ")
                || begins("ERR AUTH ")
                || message().contains("invalid password");
    }

    boolean isNotPermitted() {
        return begins("NOPERM ") || message().contains("ACL failure in script");
    }

    /**
     * Returns what a caller is told, which may be anybody: the server's own words are for the log.
     */
    UnavailableException unavailable() {
        return new UnavailableException("state", "The state store refuses: " + reason(), this);
    }

    /** Says it in the operator's words where Redis' own do not tell what to do. */
    String reason() {
        if (begins("OOM ")) {
            return "Redis is full: raise its maxmemory, or remove what is not needed";
        } else if (begins("NOREPLICAS ")) {
            return "too few replicas of Redis are there (min-replicas-to-write)";
        } else if (begins("MISCONF ")) {
            return "Redis cannot write to its disk, and so takes no changes";
        } else if (begins("LOADING ")) {
            return "Redis is still reading its files";
        } else if (begins("BUSY ")) {
            return "Redis is busy with a script";
        } else if (begins("CLUSTERDOWN ") || begins("MASTERDOWN ")) {
            return "the cluster of Redis has no primary for it";
        }
        return "Redis answers with an error";
    }

    private boolean begins(String start) {
        return message().startsWith(start);
    }

    private String message() {
        return String.valueOf(getMessage());
    }
}

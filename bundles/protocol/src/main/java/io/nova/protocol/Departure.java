package io.nova.protocol;

/** What becomes of a role that is to leave a host and has something there. */
public enum Departure {
    /** It stays, and the change is refused as a whole. */
    REFUSE,
    /** It takes nothing new, and leaves when it has nothing any longer. */
    DRAIN,
    /** It leaves at once; what it has stays on the host, attended by nobody. */
    FORCE
}

package io.nova.protocol;

/**
 * What became of a change of roles.
 *
 * @param after how the host is then, which may not be all that was asked for: see its trouble
 * @param reason of a refusal, for the operator; empty with {@link Refusal#NONE}
 */
public record RolesReply(HostRoles after, Refusal refusal, String reason) {

    /** Why nothing was changed. */
    public enum Refusal {
        /** It was changed. */
        NONE,
        /** A word is none of a role or a driver. */
        UNKNOWN,
        /** A role that should leave has something on the host. */
        IN_USE,
        /**
         * The host cannot tell whether the role has something, cannot write its file, or lacks what
         * the role needs.
         */
        UNABLE
    }
}

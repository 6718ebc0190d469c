package io.nova.protocol;

/**
 * What became of a request to join.
 *
 * @param refusal why the machine is no member, in one line for the operator; empty if it is one
 * @param user that the host has on the bus
 * @param certificate of the host, and that of the authority that gave it, as PEM
 */
public record JoinReply(String refusal, String user, String certificate) {

    /** Returns a refusal. */
    public static JoinReply refused(String reason) {
        return new JoinReply(reason, "", "");
    }
}

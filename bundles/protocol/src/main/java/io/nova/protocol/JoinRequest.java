package io.nova.protocol;

import io.nova.model.HostId;

/**
 * A machine with a token asks to become a member. Asked again after it is not known what became of
 * it, the same is asked.
 *
 * @param form of what members and managers say to each other: {@link HostProtocol#FORM}
 * @param release of the machine, for people
 * @param cloud that the token is of
 * @param invitation that the token is of
 * @param secret of the token
 * @param request for a certificate of the host's name: PKCS#10, as PEM; the key stays on the
 *     machine
 * @param credential what the machine's bus made of a password that stays on the machine
 * @param clock what the machine takes for now, in milliseconds
 */
public record JoinRequest(
        int form,
        String release,
        String cloud,
        String invitation,
        HostId host,
        String secret,
        String request,
        String credential,
        long clock) {

    /** Without the secret. */
    @Override
    public String toString() {
        return "JoinRequest[%s as %s]".formatted(invitation, host);
    }
}

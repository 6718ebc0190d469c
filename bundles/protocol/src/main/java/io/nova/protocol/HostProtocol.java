package io.nova.protocol;

import io.nova.model.HostId;
import io.nova.spi.messaging.Address;
import io.nova.spi.messaging.MemberAccess;

/** What hosts and managers say to each other about roles. */
public final class HostProtocol {

    /** All managers hear of the roles of hosts. */
    public static final String MANAGERS = "host-manager";

    /** All hosts, whatever their roles. */
    public static final String HOSTS = "host-agent";

    /**
     * The form of what hosts and managers say to each other. A cloud takes members of its own and
     * of the one before.
     */
    public static final int FORM = 1;

    /** A machine with a token asks {@link #NEWCOMERS} to become a member. */
    public static final MessageType<JoinRequest, JoinReply> JOIN =
            new MessageType<>("host.join", 1, JoinRequest.class, JoinReply.class);

    /** Where machines ask that are no members yet: the one role that they may ask. */
    public static final Address NEWCOMERS = Address.role(MemberAccess.NEWCOMERS);

    /** A new member tells a manager that it has what it needs. */
    public static final MessageType<Joined, Ack> JOINED =
            new MessageType<>("host.joined", 1, Joined.class, Ack.class);

    /** A manager tells all managers that a host is no member any longer; a hint. */
    public static final MessageType<HostGone, Ack> GONE =
            new MessageType<>("host.gone", 1, HostGone.class, Ack.class);

    /** A host tells a manager its roles, which tells all; a hint, told again every few seconds. */
    public static final MessageType<HostRoles, Ack> ROLES =
            new MessageType<>("host.roles", 1, HostRoles.class, Ack.class);

    /** A manager asks all hosts to tell their roles. */
    public static final MessageType<RolesAsked, Ack> ASKED =
            new MessageType<>("host.asked", 1, RolesAsked.class, Ack.class);

    /** A manager changes the roles of a host; the answer says what became of it. */
    public static final MessageType<RolesChange, RolesReply> CHANGE =
            new MessageType<>("host.change", 1, RolesChange.class, RolesReply.class);

    private HostProtocol() {}

    /** Returns the address of a host, whatever its roles. */
    public static Address agent(HostId host) {
        return Address.host(HOSTS, host);
    }
}

package io.nova.protocol;

import io.nova.model.HostId;
import io.nova.spi.messaging.Address;

/** What hosts and managers say to each other about roles. */
public final class HostProtocol {

    /** All managers hear of the roles of hosts. */
    public static final String MANAGERS = "host-manager";

    /** All hosts, whatever their roles. */
    public static final String HOSTS = "host-agent";

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

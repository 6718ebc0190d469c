package io.nova.protocol;

import io.nova.model.HostId;
import io.nova.spi.messaging.Address;

/** What the compute managers and the compute agents say to each other. */
public final class ComputeProtocol {

    /** The role of any compute manager. */
    public static final Address MANAGER = Address.role("compute-manager");

    /** An agent asks what its host should hold. */
    public static final MessageType<AssignmentsRequest, Assignments> ASSIGNMENTS =
            new MessageType<>(
                    "compute.assignments", 1, AssignmentsRequest.class, Assignments.class);

    /** An agent tells what it saw; the answer says that it is committed. */
    public static final MessageType<HostReport, Ack> REPORT =
            new MessageType<>("compute.report", 1, HostReport.class, Ack.class);

    /** A manager hints that the host has news. */
    public static final MessageType<Wake, Ack> WAKE =
            new MessageType<>("compute.wake", 1, Wake.class, Ack.class);

    /** A manager asks for a guest's console. */
    public static final MessageType<ConsoleRequest, ConsoleReply> CONSOLE =
            new MessageType<>("compute.console", 1, ConsoleRequest.class, ConsoleReply.class);

    /** A host tells whether it takes instances; the answer, when that holds, counts what it has. */
    public static final MessageType<Accepting, Held> ACCEPTING =
            new MessageType<>("compute.accepting", 1, Accepting.class, Held.class);

    /** A manager asks which guests the host really has. */
    public static final MessageType<HoldingsRequest, Holdings> HOLDINGS =
            new MessageType<>("compute.holdings", 1, HoldingsRequest.class, Holdings.class);

    private ComputeProtocol() {}

    /** Returns the address of the agent of a host. */
    public static Address agent(HostId host) {
        return Address.host("compute-agent", host);
    }
}

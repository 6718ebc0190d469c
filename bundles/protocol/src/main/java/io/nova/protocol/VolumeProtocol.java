package io.nova.protocol;

import io.nova.model.HostId;
import io.nova.spi.messaging.Address;

/** What the volume managers, the volume agents and the hosts of guests say to each other. */
public final class VolumeProtocol {

    /** The role of any volume manager. */
    public static final Address MANAGER = Address.role("volume-manager");

    /** A volume host asks what it should keep and export. */
    public static final MessageType<VolumesRequest, Volumes> VOLUMES =
            new MessageType<>("volume.volumes", 1, VolumesRequest.class, Volumes.class);

    /** A volume host tells what it offers and what it saw; the answer says it is committed. */
    public static final MessageType<VolumeHostReport, Ack> REPORT =
            new MessageType<>("volume.report", 1, VolumeHostReport.class, Ack.class);

    /** A host of guests asks which volumes its guests should have. */
    public static final MessageType<AttachmentsRequest, Attachments> ATTACHMENTS =
            new MessageType<>("volume.attachments", 1, AttachmentsRequest.class, Attachments.class);

    /** A host of guests tells what its guests have; the answer says it is committed. */
    public static final MessageType<AttachmentsReport, Ack> ATTACHED =
            new MessageType<>("volume.attached", 1, AttachmentsReport.class, Ack.class);

    /** A manager hints that the host has news. */
    public static final MessageType<Wake, Ack> WAKE =
            new MessageType<>("volume.wake", 1, Wake.class, Ack.class);

    /** A host tells whether it takes volumes; the answer, when that holds, counts what it has. */
    public static final MessageType<Accepting, Held> ACCEPTING =
            new MessageType<>("volume.accepting", 1, Accepting.class, Held.class);

    /** A manager asks which volumes the host really has. */
    public static final MessageType<HoldingsRequest, Holdings> HOLDINGS =
            new MessageType<>("volume.holdings", 1, HoldingsRequest.class, Holdings.class);

    private VolumeProtocol() {}

    /** Returns the address of the agent of a volume host. */
    public static Address agent(HostId host) {
        return Address.host("volume-agent", host);
    }

    /** Returns the address of who connects guests' volumes on a host. */
    public static Address guests(HostId host) {
        return Address.host("volume-guests", host);
    }
}

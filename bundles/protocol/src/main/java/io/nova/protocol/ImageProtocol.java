package io.nova.protocol;

import io.nova.model.HostId;
import io.nova.spi.messaging.Address;

/** What the image managers and the agents of hosts say to each other. */
public final class ImageProtocol {

    /** The role of any image manager. */
    public static final Address MANAGER = Address.role("image-manager");

    /** An agent that has not an image's bytes asks where they are. */
    public static final MessageType<LocateRequest, LocateReply> LOCATE =
            new MessageType<>("image.locate", 1, LocateRequest.class, LocateReply.class);

    /** An agent asks which root disks it should copy. */
    public static final MessageType<CapturesRequest, Captures> CAPTURES =
            new MessageType<>("image.captures", 1, CapturesRequest.class, Captures.class);

    /** A volume host asks which snapshots it should upload. */
    public static final MessageType<CapturesRequest, SnapshotCopies> SNAPSHOTS =
            new MessageType<>("image.snapshots", 1, CapturesRequest.class, SnapshotCopies.class);

    /** An agent that has copied a root disk asks whether the guest's volumes are kept too. */
    public static final MessageType<CaptureHold, CaptureHoldReply> HOLD =
            new MessageType<>("image.hold", 1, CaptureHold.class, CaptureHoldReply.class);

    /** An agent that has a copy asks where to send it. */
    public static final MessageType<UploadRequest, UploadReply> UPLOAD =
            new MessageType<>("image.upload", 1, UploadRequest.class, UploadReply.class);

    /** An agent tells what became of a copy; the answer says that it is committed. */
    public static final MessageType<CaptureReport, Ack> CAPTURED =
            new MessageType<>("image.captured", 1, CaptureReport.class, Ack.class);

    /** A manager hints that there is something to copy. */
    public static final MessageType<Wake, Ack> WAKE =
            new MessageType<>("image.wake", 1, Wake.class, Ack.class);

    private ImageProtocol() {}

    /** Returns the address of who uploads snapshots on a host. */
    public static Address volumeAgent(HostId host) {
        return Address.host("image-volume-agent", host);
    }

    /** Returns the address of who copies disks on a host. */
    public static Address agent(HostId host) {
        return Address.host("image-agent", host);
    }
}

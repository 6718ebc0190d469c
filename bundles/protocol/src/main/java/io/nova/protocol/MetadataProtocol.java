package io.nova.protocol;

import io.nova.spi.messaging.Address;

/** What hosts ask managers for their guests' sake. */
public final class MetadataProtocol {

    /** The role of any manager of metadata. */
    public static final Address MANAGER = Address.role("metadata-manager");

    /**
     * A host asks what one of its guests reads. The question says nothing of the host: a guest's
     * keys and data are told to that host alone which the bus proves to read the answer.
     */
    public static final MessageType<MetadataRequest, MetadataReply> READ =
            new MessageType<>("metadata.read", 1, MetadataRequest.class, MetadataReply.class);

    private MetadataProtocol() {}
}

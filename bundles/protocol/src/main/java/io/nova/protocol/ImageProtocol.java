package io.nova.protocol;

import io.nova.spi.messaging.Address;

/** What agents ask the image managers. */
public final class ImageProtocol {

    /** The role of any image manager. */
    public static final Address MANAGER = Address.role("image-manager");

    /** An agent that has not an image's bytes asks where they are. */
    public static final MessageType<LocateRequest, LocateReply> LOCATE =
            new MessageType<>("image.locate", 1, LocateRequest.class, LocateReply.class);

    private ImageProtocol() {}
}

package io.nova.protocol;

import io.nova.model.HostId;
import io.nova.model.ImageId;

/** A host's question for the bytes of an image. */
public record LocateRequest(HostId host, ImageId image) {}

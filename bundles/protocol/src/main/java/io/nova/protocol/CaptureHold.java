package io.nova.protocol;

import io.nova.model.HostId;
import io.nova.model.ImageId;

/** A host has copied a root disk, and its guest is as it was then; told until that is over. */
public record CaptureHold(HostId host, ImageId image) {}

package io.nova.protocol;

import io.nova.model.HostId;

/** A host's question for the root disks that it should copy. */
public record CapturesRequest(HostId host) {}

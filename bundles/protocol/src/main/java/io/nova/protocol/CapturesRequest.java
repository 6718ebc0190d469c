package io.nova.protocol;

import io.nova.model.HostId;

/** A host's question for what it should copy. */
public record CapturesRequest(HostId host) {}

package io.nova.protocol;

import io.nova.model.HostId;

/** A host is no member any longer. */
public record HostGone(HostId host) {}

package io.nova.protocol;

import io.nova.model.HostId;

/** A hint that something of the host changed. */
public record Wake(HostId host) {}

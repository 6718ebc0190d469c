package io.nova.protocol;

import io.nova.model.HostId;

/** A question for the networks of a host. */
public record NetworksRequest(HostId host) {}

package io.nova.protocol;

import io.nova.model.HostId;

/**
 * Tells a manager whether it may place new things on a host.
 *
 * @param accepting whether it may; what is on the host stays there either way
 */
public record Accepting(HostId host, boolean accepting) {}

package io.nova.protocol;

import io.nova.model.HostId;

/**
 * A new member has what it needs, and reached the bus as itself: its invitation is done with.
 *
 * @param invitation that it came with
 */
public record Joined(HostId host, String invitation) {}

package io.nova.protocol;

import io.nova.model.HostId;

/**
 * A question for what a host should hold.
 *
 * @param knownVersion the version that the agent has whole; 0 if none
 * @param after where to go on with a further page, or empty
 */
public record AssignmentsRequest(HostId host, long knownVersion, String after) {}

package io.nova.protocol;

import io.nova.model.HostId;

/**
 * A question for what a host should let through.
 *
 * @param known the version that the agent has whole; empty if none
 * @param offset where the next piece of the text begins
 */
public record FiltersRequest(HostId host, String known, int offset) {}

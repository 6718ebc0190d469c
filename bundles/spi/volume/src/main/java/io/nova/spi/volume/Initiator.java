package io.nova.spi.volume;

import io.nova.model.HostId;

/**
 * A host that connects to volumes.
 *
 * @param name how the technology knows it: an Ethernet address, a qualified name, a local user
 */
public record Initiator(HostId host, String name) {}

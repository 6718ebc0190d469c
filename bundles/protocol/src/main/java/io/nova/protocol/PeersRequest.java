package io.nova.protocol;

import io.nova.model.HostId;
import io.nova.model.network.Ipv4;
import java.util.Optional;

/**
 * Says where the tunnels of a host end, and asks for those of the others.
 *
 * @param underlay the address by which other hosts reach this one; empty if it has no tunnels, and
 *     wants no peers
 */
public record PeersRequest(HostId host, Optional<Ipv4> underlay) {}

package io.nova.manager.network;

import io.nova.model.HostId;
import io.nova.model.network.Ipv4;

/**
 * Where the tunnels of a host end, as it said last. It stays while nobody hears of the host: its
 * guests and those of others reach each other without us.
 */
public record TunnelEnd(HostId host, Ipv4 address) {}

package io.nova.spi.network;

import io.nova.model.InterfaceId;
import io.nova.model.NetworkId;
import io.nova.model.network.Ipv4;
import io.nova.model.network.MacAddress;

/**
 * A guest's port as a host should have it.
 *
 * @param hostname told to the guest, for example {@code ip-10-0-0-5}
 */
public record PortSpec(
        InterfaceId id, NetworkId network, Ipv4 address, MacAddress mac, String hostname) {}

package io.nova.model.network;

import io.nova.model.NetworkId;
import io.nova.model.ZoneName;

/**
 * A segment that guests are connected to.
 *
 * @param gateway the hosts' own address in it, where metadata and DHCP answer
 * @param mtu in bytes
 */
public record Network(NetworkId id, ZoneName zone, Cidr cidr, Ipv4 gateway, int mtu) {}

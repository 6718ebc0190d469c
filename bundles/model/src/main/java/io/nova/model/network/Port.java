package io.nova.model.network;

import io.nova.model.InterfaceId;
import io.nova.model.NetworkId;
import io.nova.model.SubnetId;

/** An instance's connection to a network: its interface with the addresses leased to it. */
public record Port(
        InterfaceId id, NetworkId network, SubnetId subnet, Ipv4 address, MacAddress mac) {}

package io.nova.protocol;

import io.nova.model.HostId;
import io.nova.spi.messaging.Address;

/** What the network managers and the network agents say to each other. */
public final class NetworkProtocol {

    /** The role of any network manager. */
    public static final Address MANAGER = Address.role("network-manager");

    /** An agent asks which networks its host should have. */
    public static final MessageType<NetworksRequest, Networks> NETWORKS =
            new MessageType<>("network.networks", 1, NetworksRequest.class, Networks.class);

    /** An agent asks what its host should let through. */
    public static final MessageType<FiltersRequest, Filters> FILTERS =
            new MessageType<>("network.filters", 1, FiltersRequest.class, Filters.class);

    /**
     * An agent says where its host's tunnels end, and asks where those of the others do. Who is of
     * an older release does not serve it: the agent keeps what it was told.
     */
    public static final MessageType<PeersRequest, Peers> PEERS =
            new MessageType<>("network.peers", 1, PeersRequest.class, Peers.class);

    /** A manager hints that the host has news. */
    public static final MessageType<Wake, Ack> WAKE =
            new MessageType<>("network.wake", 1, Wake.class, Ack.class);

    private NetworkProtocol() {}

    /** Returns the address of the agent of a host. */
    public static Address agent(HostId host) {
        return Address.host("network-agent", host);
    }
}

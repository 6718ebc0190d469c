package io.nova.spi.network;

import io.nova.model.DriverException;
import io.nova.model.network.Ipv4;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Ability: carries networks between hosts in tunnels, over a network below that the hosts share.
 *
 * <p>Which hosts there are the cloud knows: each tells the address by which the others reach it,
 * and is told theirs. The peers belong to the host as networks and ports do: they are there for the
 * next driver object, and {@link NetworkDriver#ensure} repairs the way to them. The network agent
 * is the only caller, never twice at once.
 */
@ConsumerType
public interface HostTunnels {

    /**
     * Returns the address by which other hosts reach this one; empty if the driver is not set up
     * for tunnels, so that it wants no peers.
     *
     * @throws DriverException {@code UNREACHABLE} if it is, and the host has no such address now
     */
    Optional<Ipv4> underlay() throws InterruptedException;

    /**
     * Replaces the hosts that this one shares its networks with. Only what these send is taken. The
     * host's own address may be among them.
     */
    void peers(Set<Ipv4> hosts) throws InterruptedException;

    /** Returns the hosts that were given last. */
    Set<Ipv4> peers() throws InterruptedException;
}

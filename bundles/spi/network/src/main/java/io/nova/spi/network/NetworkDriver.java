package io.nova.spi.network;

import io.nova.model.DriverException;
import io.nova.model.InterfaceId;
import io.nova.model.NetworkId;
import java.util.Collection;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Connects the guests of one host.
 *
 * <p>The network agent and the compute agent of the host are the only callers. They never call
 * twice at once for the same network or port, and interrupt the thread when the deadline passes.
 *
 * <p>Every command may be repeated, and brings about what it says whatever was there before: after
 * a crash, or when someone else removed a device or a rule, the same call repairs it. What is made
 * belongs to the host and outlives the driver object and the JVM.
 *
 * <p>Abilities that not every network has, such as {@link PortFilter} or {@link AddressMapping},
 * are interfaces of their own that a driver's service is registered under beside this one.
 */
@ConsumerType
public interface NetworkDriver {

    /** Service property that names the driver, for example {@code linux}. */
    String DRIVER_NAME = "driver.name";

    /**
     * Makes the network's segment on this host, with the gateway's address, DHCP, the way to the
     * metadata service and out; repairs what differs, for its ports too.
     *
     * @throws DriverException {@code BROKEN} if this host cannot have it, for example because it
     *     overlaps another; nothing stays half-made
     */
    void ensure(NetworkSpec network) throws InterruptedException;

    /**
     * Removes the network from this host; an unknown one is a success.
     *
     * @throws DriverException {@code BUSY} while it has ports
     */
    void remove(NetworkId network) throws InterruptedException;

    /**
     * Lists the networks that the host has, half-made and damaged ones included, so that none is
     * forgotten: the agent ensures or removes each of them.
     */
    Collection<NetworkSpec> networks() throws InterruptedException;

    /**
     * Prepares a port: its lease, its name and the rules that keep the guest to its own addresses
     * are in force when this returns, before the guest's first packet. A port that was something
     * else before is that no longer.
     *
     * @return how the hypervisor connects the guest; the same for the same port
     * @throws DriverException {@code BUSY} if the network is not on this host yet, or another port
     *     still has the address; {@code BROKEN} if the address or the name cannot be a guest's
     */
    PortLink connect(PortSpec port) throws InterruptedException;

    /**
     * Takes the port away, ends its lease and its connections, and keeps whatever is still plugged
     * in from sending; the address may be another port's at once. An unknown port is a success.
     */
    void disconnect(InterfaceId port) throws InterruptedException;

    /** Lists the ports that the host has, half-made and damaged ones included. */
    Collection<PortSpec> ports() throws InterruptedException;
}

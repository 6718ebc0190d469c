package io.nova.driver.volume.aoe;

import io.nova.aoe.AoeAddress;
import io.nova.driver.volume.aoe.Links.Link;
import io.nova.model.VolumeId;
import io.nova.spi.volume.VolumeConnector.Connection;
import java.util.Collection;

/** A way by which guests of this host get at volumes; its methods are as the connector's. */
interface HostInitiator extends AutoCloseable {

    /** Connects to what answers for an address on a device, if that is the volume. */
    Connection connect(VolumeId volume, AoeAddress address, Link link) throws InterruptedException;

    void disconnect(VolumeId volume) throws InterruptedException;

    Collection<Connection> connections() throws InterruptedException;

    /** Leaves all connections as they are. */
    @Override
    void close();
}

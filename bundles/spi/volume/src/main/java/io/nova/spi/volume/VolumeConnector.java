package io.nova.spi.volume;

import io.nova.model.DriverException;
import io.nova.model.VolumeId;
import java.util.Collection;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Connects one compute host to volumes that are exported to it.
 *
 * <p>The compute agent is the only caller; it never calls twice at once for the same volume, and
 * interrupts the thread when the deadline passes. Every command may be repeated. Connections belong
 * to the host: a guest that uses one does not notice that a driver object or the JVM goes.
 *
 * <p>It is a service of its own, under the same {@link VolumeDriver#DRIVER_NAME} as the driver on
 * the volume host: that one need not be on this host.
 */
@ConsumerType
public interface VolumeConnector {

    /** Returns who this host is for the exporting side; the same at any time. */
    Initiator initiator();

    /**
     * Connects to a volume and verifies that it is that one, not another at the same place.
     *
     * @return where a guest of this host finds it; the same for the same volume until it is
     *     disconnected
     * @throws DriverException {@code UNREACHABLE} if nothing answers there; {@code BROKEN} if it is
     *     another volume, this host may not connect, or the technology is another. Nothing stays
     *     behind
     */
    Connection connect(VolumeExport export) throws InterruptedException;

    /**
     * Ends the connection; everything that was written is at the volume's host before this returns.
     * An unknown volume is a success, and a host of it that is lost is no obstacle.
     *
     * @throws DriverException {@code BUSY} while a guest has it open
     */
    void disconnect(VolumeId volume) throws InterruptedException;

    /** Lists the connections that the host really has, half-made ones included. */
    Collection<Connection> connections() throws InterruptedException;

    /**
     * A volume on this host.
     *
     * @param source for the guest's disk: {@code nbd+unix:///export?socket=/run/...}, {@code
     *     file:///...} or {@code iscsi://...}
     */
    record Connection(VolumeId volume, String source) {}
}

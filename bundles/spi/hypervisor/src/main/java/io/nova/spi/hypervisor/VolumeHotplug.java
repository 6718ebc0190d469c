package io.nova.spi.hypervisor;

import io.nova.model.DriverException;
import io.nova.model.InstanceId;
import io.nova.model.VolumeId;
import java.util.Collection;
import org.osgi.annotation.versioning.ConsumerType;

/** Ability: gives disks to a guest, and takes them away, while it runs or is off. */
@ConsumerType
public interface VolumeHotplug {

    /**
     * Gives the guest the disk, now and at its later starts; the guest sees the volume's id,
     * without its hyphen as EC2 has it, as the disk's serial number. An attached disk is a success.
     *
     * @throws DriverException {@code BROKEN} if the guest is unknown or cannot open such a source;
     *     {@code UNREACHABLE} if the volume does not answer; {@code BUSY} if the guest is about to
     *     change, or still has the device of a volume that was taken from it by force
     */
    void attach(InstanceId instance, GuestDisk disk) throws InterruptedException;

    /**
     * Asks the guest to let the disk go, and returns; {@link #attached} shows when it has, at the
     * latest when it stops. A disk that is not attached is a success.
     *
     * @param force takes it away also if the guest does not agree: what it still asks of the disk
     *     fails, and the volume is closed
     */
    void detach(InstanceId instance, VolumeId volume, boolean force) throws InterruptedException;

    /** Lists the volumes that the guest really has. */
    Collection<VolumeId> attached(InstanceId instance) throws InterruptedException;
}

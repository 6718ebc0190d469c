package io.nova.testkit.hypervisor;

import io.nova.model.InstanceId;
import io.nova.model.VolumeId;
import io.nova.spi.hypervisor.GuestDisk;
import io.nova.spi.hypervisor.GuestSpec;
import io.nova.spi.hypervisor.HypervisorDriver;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** A host to test on, real or pretended, and what a driver alone could not tell about it. */
public interface HypervisorLab {

    /** Puts another driver object on the host; earlier ones may still be there. */
    HypervisorDriver open() throws Exception;

    /** Takes a driver object off the host as a hot swap does. */
    void close(HypervisorDriver driver) throws Exception;

    /** Returns a small guest that this host can run. */
    GuestSpec spec(InstanceId instance);

    /** Returns a guest whose next launch fails on this host, though there is room for it. */
    GuestSpec hopeless(InstanceId instance);

    /** Waits until the guest would hear a request to shut down. */
    void awaitUp(HypervisorDriver driver, InstanceId instance) throws Exception;

    /** Lets a running guest fail, as when its process dies. */
    void crash(InstanceId instance) throws Exception;

    /** Returns what tells the guest's disk, with its content, from any other. */
    Object disk(InstanceId instance) throws Exception;

    /** Lists everything that the host has of the instance: files, devices, definitions. */
    List<String> traces(InstanceId instance) throws Exception;

    /** Makes a volume that guests of this host can be given. */
    GuestDisk volume(VolumeId volume) throws Exception;

    /** Lets a running guest not agree when the volume is taken from it. */
    void holdOn(InstanceId instance, VolumeId volume) throws Exception;

    /** Returns the abilities that the driver must have beside its service. */
    Set<Class<?>> abilities();

    /** Returns how long to wait for what happens eventually. */
    Duration patience();
}

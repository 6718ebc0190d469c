package io.nova.protocol;

import io.nova.model.InstanceId;
import io.nova.model.ProjectId;
import io.nova.model.compute.PowerState;
import io.nova.model.network.Port;
import java.util.Optional;

/**
 * A guest as its host should have it.
 *
 * @param generation of the instance's spec: what the host reports back
 * @param rebootGeneration the generation in which a reboot was last asked for; 0 if none
 * @param wanted {@code ON}, {@code OFF} or {@code GONE}
 * @param force switches off without asking the guest
 * @param fresh whether it never ran: a launch that fails may be given up
 * @param memoryMib memory in MiB
 * @param diskBytes size of the root disk; at least the image's
 */
public record GuestAssignment(
        InstanceId instance,
        ProjectId project,
        long generation,
        long rebootGeneration,
        PowerState wanted,
        boolean force,
        boolean fresh,
        int vcpus,
        int memoryMib,
        long diskBytes,
        ImageRef image,
        Optional<ImageRef> kernel,
        Optional<ImageRef> ramdisk,
        Port port) {

    /** Returns this of a guest that has run. */
    public GuestAssignment ran() {
        return fresh
                ? new GuestAssignment(
                        instance,
                        project,
                        generation,
                        rebootGeneration,
                        wanted,
                        force,
                        false,
                        vcpus,
                        memoryMib,
                        diskBytes,
                        image,
                        kernel,
                        ramdisk,
                        port)
                : this;
    }
}

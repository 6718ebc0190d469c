package io.nova.spi.hypervisor;

import static java.util.Objects.requireNonNull;

import io.nova.model.InstanceId;
import io.nova.model.ProjectId;
import java.util.List;

/**
 * A guest to run.
 *
 * @param memoryMib memory in MiB
 * @param nics its network interfaces, in the order in which the guest sees them
 * @param generation of the assignment that asks for it
 */
public record GuestSpec(
        InstanceId instance,
        ProjectId project,
        int vcpus,
        int memoryMib,
        Boot boot,
        RootDisk root,
        List<GuestNic> nics,
        long generation) {

    public GuestSpec {
        requireNonNull(instance, "instance");
        nics = List.copyOf(nics);
    }
}

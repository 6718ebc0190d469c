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
 * @param disks volumes that it has before it boots, beside those that it was given earlier; where
 *     it has one of them already, the source of this one holds
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
        List<GuestDisk> disks,
        long generation) {

    public GuestSpec {
        requireNonNull(instance, "instance");
        nics = List.copyOf(nics);
        disks = List.copyOf(disks);
    }

    /** Returns a guest that is given no volumes. */
    public GuestSpec(
            InstanceId instance,
            ProjectId project,
            int vcpus,
            int memoryMib,
            Boot boot,
            RootDisk root,
            List<GuestNic> nics,
            long generation) {
        this(instance, project, vcpus, memoryMib, boot, root, nics, List.of(), generation);
    }

    /** Returns the guest with these volumes. */
    public GuestSpec with(List<GuestDisk> others) {
        return new GuestSpec(
                instance, project, vcpus, memoryMib, boot, root, nics, others, generation);
    }
}

package io.nova.protocol;

import io.nova.model.HostId;
import io.nova.model.SnapshotId;
import io.nova.model.VolumeId;
import java.util.List;
import java.util.Optional;

/**
 * A volume as its host should have it.
 *
 * @param generation of what is wanted: what the host reports back
 * @param wanted whether it should be there; else it is wiped and removed
 * @param fresh whether the host never told that it has it: only then may it be made, and filled
 * @param source whose bytes it begins with, on the same host; blank if empty
 * @param initiators who may connect; not exported if empty
 */
public record VolumeAssignment(
        VolumeId volume,
        long generation,
        long bytes,
        boolean wanted,
        boolean fresh,
        Optional<SnapshotId> source,
        List<Initiator> initiators) {

    public VolumeAssignment {
        initiators = List.copyOf(initiators);
    }

    /** A host that may connect, and how the exporting side knows it. */
    public record Initiator(HostId host, String name) {}
}

package io.nova.protocol;

import io.nova.model.HostId;
import io.nova.model.VolumeId;
import java.util.List;

/**
 * A volume as its host should have it.
 *
 * @param generation of what is wanted: what the host reports back
 * @param wanted whether it should be there; else it is wiped and removed
 * @param initiators who may connect; not exported if empty
 */
public record VolumeAssignment(
        VolumeId volume, long generation, long bytes, boolean wanted, List<Initiator> initiators) {

    public VolumeAssignment {
        initiators = List.copyOf(initiators);
    }

    /** A host that may connect, and how the exporting side knows it. */
    public record Initiator(HostId host, String name) {}
}

package io.nova.spi.volume;

import io.nova.model.VolumeId;
import java.util.Set;

/**
 * A volume as its host really has it.
 *
 * @param bytes its size
 * @param initiators who may connect; empty if it is not exported
 * @param deleting whether its deletion has begun
 */
public record Volume(VolumeId id, long bytes, Set<Initiator> initiators, boolean deleting) {

    public Volume {
        initiators = Set.copyOf(initiators);
    }
}

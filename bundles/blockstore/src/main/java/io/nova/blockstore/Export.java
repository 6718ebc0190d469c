package io.nova.blockstore;

import io.nova.model.VolumeId;
import io.nova.spi.volume.Initiator;
import java.nio.file.Path;
import java.util.Set;

/**
 * A volume that is exported, as its record has it.
 *
 * @param file with the volume's bytes, raw
 * @param bytes its size now
 * @param initiators who may connect; not empty
 * @param terms on which it was exported
 */
public record Export(
        VolumeId volume, Path file, long bytes, Set<Initiator> initiators, ExportTerms terms) {

    public Export {
        initiators = Set.copyOf(initiators);
    }
}

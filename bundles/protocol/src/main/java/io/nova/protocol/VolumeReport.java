package io.nova.protocol;

import io.nova.model.VolumeId;
import java.util.Optional;

/**
 * What a volume host saw of a volume.
 *
 * @param generation of the assignment that was brought about, or in which it failed
 * @param there whether the host has it
 * @param export where it is, if it is exported
 * @param failure why it cannot be made; empty if nothing failed
 */
public record VolumeReport(
        VolumeId volume,
        long generation,
        boolean there,
        Optional<ExportPlace> export,
        String failure) {}

package io.nova.spi.volume;

import io.nova.model.VolumeId;

/**
 * A volume as its host should have it.
 *
 * @param bytes its size; positive, a multiple of {@link VolumeDriver#SECTOR}
 */
public record VolumeSpec(VolumeId id, long bytes) {}

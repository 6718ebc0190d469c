package io.nova.spi.volume;

import io.nova.model.Secret;
import io.nova.model.VolumeId;
import java.util.Optional;

/**
 * Where an exported volume is, for the {@link VolumeConnector} of the same technology.
 *
 * @param technology the {@link VolumeDriver#DRIVER_NAME} of the driver that exports it
 * @param location means something to that technology alone, for example {@code e7.3}
 * @param credential what an initiator has to show, if anything
 */
public record VolumeExport(
        VolumeId volume, String technology, String location, Optional<Secret> credential) {}

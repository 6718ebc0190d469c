package io.nova.spi.hypervisor;

import io.nova.model.VolumeId;

/**
 * A disk for a guest.
 *
 * @param device the name that its owner gave, for example {@code /dev/sdf}
 * @param source where the bytes are, as the volume driver of the host says: {@code
 *     nbd+unix:///export?socket=/run/...}, {@code file:///...} or {@code iscsi://...}
 */
public record GuestDisk(VolumeId volume, String device, String source) {}

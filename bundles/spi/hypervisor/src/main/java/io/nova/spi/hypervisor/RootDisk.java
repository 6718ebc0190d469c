package io.nova.spi.hypervisor;

import io.nova.model.image.DiskFormat;
import java.nio.file.Path;

/**
 * A guest's root disk: its own writes over a shared image.
 *
 * @param image a file that nobody ever writes; the guest's disk is made over it
 * @param format the image's, as it was checked at registration: never probed
 * @param size of the disk that the guest sees, in bytes; at least the image's
 */
public record RootDisk(Path image, DiskFormat format, long size) {}

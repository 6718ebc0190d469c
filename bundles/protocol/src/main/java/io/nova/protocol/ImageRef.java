package io.nova.protocol;

import io.nova.model.ImageId;
import io.nova.model.image.DiskFormat;

/**
 * An image's bytes, by what they are and not by where they lie: hosts keep them under the digest.
 *
 * @param sha256 of the bytes, in hexadecimal
 * @param size in bytes
 * @param virtualSize in bytes, of the disk that a guest sees
 */
public record ImageRef(
        ImageId image, String sha256, long size, DiskFormat format, long virtualSize) {}

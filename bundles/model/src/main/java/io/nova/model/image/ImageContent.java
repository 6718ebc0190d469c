package io.nova.model.image;

/**
 * The bytes of an image as they lie in the object store.
 *
 * @param bucket the bucket that holds them
 * @param key the object's key
 * @param sha256 digest of the object's bytes, 64 hexadecimal digits
 * @param size length of the object in bytes
 * @param format layout of a disk; {@code RAW} for kernels and ramdisks
 * @param virtualSize size in bytes of the disk that a guest sees
 */
public record ImageContent(
        String bucket, String key, String sha256, long size, DiskFormat format, long virtualSize) {}

package io.nova.spi.objectstore;

import java.time.Instant;

/**
 * A blob that is there, whole and durable.
 *
 * @param size in bytes
 * @param written when it became durable, by the driver's clock
 */
public record BlobInfo(BlobId id, long size, Instant written) {}

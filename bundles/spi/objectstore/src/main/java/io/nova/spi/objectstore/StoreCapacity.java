package io.nova.spi.objectstore;

/**
 * How much room there is.
 *
 * @param total in bytes
 * @param free in bytes that a blob may still take
 */
public record StoreCapacity(long total, long free) {}

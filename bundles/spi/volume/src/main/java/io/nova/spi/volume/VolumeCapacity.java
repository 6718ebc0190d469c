package io.nova.spi.volume;

/**
 * The room of a volume host.
 *
 * @param totalBytes whether or not volumes use it
 * @param freeBytes of it, for new volumes; counts what volumes may still grow into
 */
public record VolumeCapacity(long totalBytes, long freeBytes) {}

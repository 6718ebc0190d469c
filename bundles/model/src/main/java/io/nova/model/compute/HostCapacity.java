package io.nova.model.compute;

/**
 * What a host offers in total, whether or not guests use it.
 *
 * @param memoryMib memory in MiB
 * @param diskGib room for guests' disks in GiB
 */
public record HostCapacity(int vcpus, int memoryMib, int diskGib) {}

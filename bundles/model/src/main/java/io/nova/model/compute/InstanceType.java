package io.nova.model.compute;

import io.nova.model.InstanceTypeName;

/**
 * A size that an instance may have.
 *
 * @param memoryMib memory in MiB
 * @param diskGib size of the root disk in GiB; zero means the image's own size
 */
public record InstanceType(InstanceTypeName name, int vcpus, int memoryMib, int diskGib) {}

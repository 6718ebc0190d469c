package io.nova.model.compute;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * What an owner may set on an instance at any time; none of it concerns the instance's host.
 *
 * @param terminationProtected refuses to terminate it
 * @param stopProtected refuses to stop it
 * @param interfaceDescription what the owner noted on its network interface
 * @param interfaceTags the tags of its network interface
 */
public record InstanceOptions(
        MetadataOptions metadata,
        boolean terminationProtected,
        boolean stopProtected,
        String interfaceDescription,
        Map<String, String> interfaceTags) {

    public static final InstanceOptions DEFAULT =
            new InstanceOptions(MetadataOptions.DEFAULT, false, false, "", Map.of());

    public InstanceOptions {
        requireNonNull(metadata, "metadata");
        requireNonNull(interfaceDescription, "interfaceDescription");
        interfaceTags = Map.copyOf(interfaceTags);
    }

    /** Returns these with another way of serving metadata. */
    public InstanceOptions with(MetadataOptions changed) {
        return new InstanceOptions(
                changed, terminationProtected, stopProtected, interfaceDescription, interfaceTags);
    }

    /** Returns these with or without the protection against being terminated. */
    public InstanceOptions withTerminationProtected(boolean on) {
        return new InstanceOptions(
                metadata, on, stopProtected, interfaceDescription, interfaceTags);
    }

    /** Returns these with or without the protection against being stopped. */
    public InstanceOptions withStopProtected(boolean on) {
        return new InstanceOptions(
                metadata, terminationProtected, on, interfaceDescription, interfaceTags);
    }

    /** Returns these with another note on the network interface. */
    public InstanceOptions withInterfaceDescription(String text) {
        return new InstanceOptions(
                metadata, terminationProtected, stopProtected, text, interfaceTags);
    }

    /** Returns these with other tags of the network interface. */
    public InstanceOptions withInterfaceTags(Map<String, String> tags) {
        return new InstanceOptions(
                metadata, terminationProtected, stopProtected, interfaceDescription, tags);
    }
}

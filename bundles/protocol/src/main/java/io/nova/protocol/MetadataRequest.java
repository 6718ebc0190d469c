package io.nova.protocol;

import io.nova.model.network.Ipv4;

/**
 * A guest's question.
 *
 * @param address the guest's private one
 * @param path below a version's name, such as {@code meta-data/ami-id}
 */
public record MetadataRequest(Ipv4 address, String path) {}

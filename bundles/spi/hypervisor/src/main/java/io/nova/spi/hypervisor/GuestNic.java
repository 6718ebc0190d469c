package io.nova.spi.hypervisor;

import io.nova.model.network.MacAddress;

/**
 * A guest's network interface.
 *
 * @param bridge the host's bridge that it is put on
 * @param device the name of the host's end, at most 15 characters
 */
public record GuestNic(MacAddress mac, String bridge, String device) {}

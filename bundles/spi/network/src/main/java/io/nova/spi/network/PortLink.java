package io.nova.spi.network;

/**
 * How a hypervisor connects a guest to a port.
 *
 * @param bridge the bridge to put the guest's device on
 * @param device the name that the device must have
 */
public record PortLink(String bridge, String device) {}

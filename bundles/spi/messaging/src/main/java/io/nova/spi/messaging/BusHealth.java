package io.nova.spi.messaging;

/**
 * How a bus is.
 *
 * @param note for a person, one line
 */
public record BusHealth(boolean connected, String note) {}

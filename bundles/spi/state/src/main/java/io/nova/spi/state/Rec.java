package io.nova.spi.state;

/**
 * A record as it is stored.
 *
 * @param version changes with every write of the record; what {@link Tx} expects
 */
public record Rec<T>(String id, T value, long version) {}

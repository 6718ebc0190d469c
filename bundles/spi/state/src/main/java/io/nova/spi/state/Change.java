package io.nova.spi.state;

/**
 * A record's change.
 *
 * @param seq the number of the commit; several changes may share it
 * @param version the record's version after it; 0 if it was removed
 */
public record Change(long seq, Kind<?> kind, String id, long version) {}

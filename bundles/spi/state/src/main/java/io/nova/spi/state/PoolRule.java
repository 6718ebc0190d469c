package io.nova.spi.state;

/**
 * Which pools a rule is about, and who has their numbers: the owner of a number is the id of a
 * record, which says that it holds it.
 *
 * @param prefix what the pools' names begin with
 * @param kind of the records
 */
public record PoolRule(String prefix, Kind<?> kind) {}

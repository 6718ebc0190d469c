package io.nova.protocol;

/**
 * How many things a host has, by the records: of instances all that are not terminated, of volumes
 * and snapshots all that are not gone. What was placed before the question was committed counts.
 */
public record Held(long things) {}

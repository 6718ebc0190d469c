package io.nova.spi.state;

/** A number that was given out, and to whom. */
public record PoolItem(long item, String owner) {}

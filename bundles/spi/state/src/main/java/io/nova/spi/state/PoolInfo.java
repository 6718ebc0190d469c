package io.nova.spi.state;

/**
 * A pool's figures: {@code free + used + cooling} is its size.
 *
 * @param cooling numbers that came back and rest
 */
public record PoolInfo(PoolSpec spec, long free, long used, long cooling) {}

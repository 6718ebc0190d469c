package io.nova.spi.state;

import java.time.Duration;

/**
 * Numbers that are given out one by one and come back.
 *
 * @param first the smallest number, at least 0
 * @param last the greatest number
 * @param cooling how long a number that came back rests before it is given out again
 */
public record PoolSpec(String name, long first, long last, Duration cooling) {

    public PoolSpec {
        Names.check("pool", name);
        if (first < 0 || last < first || cooling.isNegative()) {
            throw new IllegalArgumentException("no pool: " + name);
        }
    }
}

package io.nova.spi.state;

import java.time.Instant;

/**
 * The right to act alone for a while.
 *
 * @param token grows with every new holder; {@link Tx.Builder#fence} proves the right with it
 * @param until by the store's clock
 */
public record Lease(String name, String owner, long token, Instant until) {}

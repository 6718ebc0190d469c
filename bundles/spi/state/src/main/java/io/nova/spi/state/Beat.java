package io.nova.spi.state;

import java.time.Instant;

/**
 * A member's last sign of life.
 *
 * @param at by the store's clock
 * @param note what the member said with it
 */
public record Beat(String member, Instant at, String note) {}

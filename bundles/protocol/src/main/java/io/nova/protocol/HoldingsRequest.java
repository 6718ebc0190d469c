package io.nova.protocol;

/**
 * A question for what a host really has.
 *
 * @param after the id after which the page begins; empty for the first
 * @param technology of which driver, where each of them has things of its own; else empty
 */
public record HoldingsRequest(String after, String technology) {}

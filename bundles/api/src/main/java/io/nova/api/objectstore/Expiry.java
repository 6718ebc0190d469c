package io.nova.api.objectstore;

import java.time.Instant;

/**
 * When an object expires, or an upload is given up.
 *
 * @param at not before this
 * @param rule of the bucket's lifecycle, by its id
 */
public record Expiry(Instant at, String rule) {}

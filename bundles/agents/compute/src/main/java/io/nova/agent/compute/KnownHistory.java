package io.nova.agent.compute;

import java.time.Instant;

/**
 * The history of the cloud's records that a host knows.
 *
 * @param name as managers call it
 * @param since when it was first seen in place of another; the epoch if there was none before
 */
public record KnownHistory(String name, Instant since) {}

package io.nova.api.compute;

import io.nova.model.InstanceId;
import java.time.Instant;

/**
 * What a guest wrote to its console.
 *
 * @param at when it was read
 * @param data in base64, since guests write any bytes
 */
public record ConsoleOutput(InstanceId instance, Instant at, String data) {}

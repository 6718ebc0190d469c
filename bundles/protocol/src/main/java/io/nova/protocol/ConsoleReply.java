package io.nova.protocol;

import java.time.Instant;

/** The last bytes of a guest's console, in base64. */
public record ConsoleReply(Instant at, String data) {}

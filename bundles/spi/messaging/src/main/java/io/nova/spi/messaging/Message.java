package io.nova.spi.messaging;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A message.
 *
 * @param opId names the operation; a repetition has the same
 * @param type names the handler's table entry, for example {@code compute.report}
 * @param version of the body's form; servers take their own and the one before
 * @param deadline past which nobody may begin to handle it
 * @param requestId the client's request that caused it, or empty; it shows in logs
 * @param body JSON, at most {@link MessageBus#MAX_BODY} bytes
 */
public record Message(
        String opId, String type, int version, Instant deadline, String requestId, String body) {

    public Message {
        requireNonNull(opId, "opId");
        requireNonNull(type, "type");
        requireNonNull(deadline, "deadline");
        requireNonNull(body, "body");
    }
}

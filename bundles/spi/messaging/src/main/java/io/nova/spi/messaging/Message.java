package io.nova.spi.messaging;

import static java.util.Objects.requireNonNull;

import io.nova.model.HostId;
import java.time.Instant;
import java.util.Optional;

/**
 * A message.
 *
 * @param opId names the operation; a repetition has the same
 * @param type names the handler's table entry, for example {@code compute.report}
 * @param version of the body's form; servers take their own and the one before
 * @param deadline past which nobody may begin to handle it
 * @param requestId the client's request that caused it, or empty; it shows in logs
 * @param body JSON, at most {@link MessageBus#MAX_BODY} bytes
 * @param reader for a handler: the one host that can read the answer, as the bus holds members to
 *     it; what is answered may be what that host alone may know. It tells nothing of who sent the
 *     message. Empty where nobody reads an answer, or the bus tells no hosts apart; a sender's own
 *     is not carried
 */
public record Message(
        String opId,
        String type,
        int version,
        Instant deadline,
        String requestId,
        String body,
        Optional<HostId> reader) {

    public Message {
        requireNonNull(opId, "opId");
        requireNonNull(type, "type");
        requireNonNull(deadline, "deadline");
        requireNonNull(body, "body");
        requireNonNull(reader, "reader");
    }

    public Message(
            String opId,
            String type,
            int version,
            Instant deadline,
            String requestId,
            String body) {
        this(opId, type, version, deadline, requestId, body, Optional.empty());
    }

    /** Returns this whose answer that host alone can read. */
    public Message readBy(Optional<HostId> host) {
        return new Message(opId, type, version, deadline, requestId, body, host);
    }
}

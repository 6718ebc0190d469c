package io.nova.spi.messaging;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/** Handles messages of one type. */
@ConsumerType
@FunctionalInterface
public interface MessageHandler {

    /**
     * Handles the message on one of the bus's threads, which it may hold until it is done. The MDC
     * holds the request id. It counts as being handled until the stage completes or the deadline
     * passes, whichever is first.
     *
     * <p>A caller sees the message of a {@link MessagingException} or a {@code CloudException}; of
     * anything else only that it happened.
     *
     * @return the answer's body; for a cast it is dropped
     * @throws MessagingException with kind {@code REMOTE} for a fault that the caller should see
     */
    CompletionStage<String> handle(Message message);
}

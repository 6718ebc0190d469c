package io.nova.driver.messaging.local;

import io.nova.spi.messaging.Message;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A message on its way.
 *
 * @param answer completed by whoever handles or refuses it; of a cast nobody looks at it
 */
record Delivery(Message message, CompletableFuture<String> answer) {

    Delivery {
        // Within one process there is one host: nothing to tell apart.
        message = message.readBy(Optional.empty());
    }
}

package io.nova.driver.messaging.rabbitmq;

import static io.nova.spi.messaging.MessagingException.Kind.CLOSED;
import static io.nova.spi.messaging.MessagingException.Kind.NO_ROUTE;
import static io.nova.spi.messaging.MessagingException.Kind.OVERLOADED;

import io.nova.spi.messaging.MessagingException;
import java.util.concurrent.CompletableFuture;

/** A command on its way to the broker. */
final class Command implements Outgoing.Fate {

    private final String queue;
    private final CompletableFuture<Void> kept = new CompletableFuture<>();

    Command(String queue) {
        this.queue = queue;
    }

    /** Completes when the broker has it safe. */
    CompletableFuture<Void> kept() {
        return kept;
    }

    @Override
    public void safe() {
        kept.complete(null);
    }

    @Override
    public void refused() {
        fail(OVERLOADED, "the queue %s is full".formatted(queue));
    }

    @Override
    public void unroutable() {
        fail(NO_ROUTE, "nobody ever served " + queue);
    }

    @Override
    public void lost(boolean sent, String why) {
        fail(CLOSED, why + (sent ? ": it may be kept all the same" : ": it was not sent"));
    }

    private void fail(MessagingException.Kind kind, String why) {
        kept.completeExceptionally(new MessagingException(kind, why));
    }
}

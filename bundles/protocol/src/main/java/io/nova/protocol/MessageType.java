package io.nova.protocol;

import io.nova.json.Json;
import io.nova.model.HostId;
import io.nova.spi.messaging.Address;
import io.nova.spi.messaging.Message;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.messaging.MessageHandler;
import io.nova.spi.messaging.MessagingException;
import io.nova.spi.messaging.ServeOptions;
import io.nova.spi.messaging.Subscription;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A typed question with its answer.
 *
 * @param name what the bus routes by
 * @param version of the bodies; a server takes its own and the one before, which it reads as its
 *     own: what is new in its own is optional
 */
public record MessageType<Q, A>(String name, int version, Class<Q> question, Class<A> answer) {

    /** Asks, and completes with the answer or a {@link MessagingException}. */
    public CompletableFuture<A> call(
            MessageBus bus, Address to, Q body, String opId, String requestId, Instant deadline) {
        return bus.call(to, message(body, opId, requestId, deadline))
                .thenApply(text -> decode(text, answer));
    }

    /** Returns the message of a body. */
    public Message message(Q body, String opId, String requestId, Instant deadline) {
        return new Message(opId, name, version, deadline, requestId, Json.write(body));
    }

    /** Serves the type at the address with a function that may block the bus's thread. */
    public Subscription serve(
            MessageBus bus, Address at, int concurrency, Function<Q, CompletionStage<A>> function) {
        return serveReaders(bus, at, concurrency, (reader, body) -> function.apply(body));
    }

    /**
     * Serves the type as {@link #serve} does, with a function that is told as well which host alone
     * can read its answer: see {@link Message}.
     */
    public Subscription serveReaders(
            MessageBus bus,
            Address at,
            int concurrency,
            BiFunction<Optional<HostId>, Q, CompletionStage<A>> function) {
        MessageHandler handler =
                message ->
                        function.apply(message.reader(), decode(message.body(), question))
                                .thenApply(Json::write);
        return bus.serve(
                at,
                name,
                handler,
                new ServeOptions(concurrency, Math.max(1, version - 1), version));
    }

    private <T> T decode(String text, Class<T> type) {
        try {
            return Json.read(text, type);
        } catch (IllegalArgumentException e) {
            throw new MessagingException(
                    MessagingException.Kind.UNSUPPORTED, name + ": " + e.getMessage(), e);
        }
    }
}

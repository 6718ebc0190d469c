package io.nova.protocol;

import io.nova.model.IdSource;
import io.nova.spi.messaging.Address;
import io.nova.spi.messaging.MessageBus;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Asks page after page, and completes with all of them or the first fault. Several asked at once
 * may complete out of order.
 *
 * @param question returns that for the page after a position, which is empty for the first
 * @param next returns where an answer's next page goes on; empty on the last
 */
public record Pager<Q, A>(
        MessageType<Q, A> type, Function<String, Q> question, Function<A, String> next) {

    /**
     * @param patience for each page
     */
    public CompletableFuture<List<A>> ask(
            MessageBus bus, Address to, Clock clock, IdSource ids, Duration patience) {
        return ask(bus, to, clock, ids, patience, "", new ArrayList<>());
    }

    private CompletableFuture<List<A>> ask(
            MessageBus bus,
            Address to,
            Clock clock,
            IdSource ids,
            Duration patience,
            String after,
            List<A> soFar) {
        return type.call(
                        bus,
                        to,
                        question.apply(after),
                        ids.hex(16),
                        "",
                        clock.instant().plus(patience))
                .thenCompose(
                        answer -> {
                            soFar.add(answer);
                            String position = next.apply(answer);
                            return position.isEmpty()
                                    ? CompletableFuture.completedFuture(soFar)
                                    : ask(bus, to, clock, ids, patience, position, soFar);
                        });
    }
}

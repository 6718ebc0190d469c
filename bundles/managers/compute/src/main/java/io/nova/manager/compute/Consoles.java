package io.nova.manager.compute;

import io.nova.api.compute.ConsoleOutput;
import io.nova.model.IdSource;
import io.nova.model.RequestContext;
import io.nova.model.UnavailableException;
import io.nova.model.compute.Instance;
import io.nova.model.compute.InstanceState;
import io.nova.protocol.ComputeProtocol;
import io.nova.protocol.ConsoleRequest;
import io.nova.spi.messaging.MessageBus;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Asks hosts for what guests wrote to their consoles. */
final class Consoles {

    /** EC2 shows the last 64 KiB. */
    private static final int MAX_BYTES = 64 * 1024;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final MessageBus bus;
    private final Clock clock;
    private final IdSource ids;

    Consoles(MessageBus bus, Clock clock, IdSource ids) {
        this.bus = bus;
        this.clock = clock;
        this.ids = ids;
    }

    CompletionStage<ConsoleOutput> read(RequestContext context, Instance instance) {
        if (instance.state() == InstanceState.TERMINATED) {
            return CompletableFuture.completedStage(
                    new ConsoleOutput(instance.id(), clock.instant(), ""));
        }
        return ComputeProtocol.CONSOLE
                .call(
                        bus,
                        ComputeProtocol.agent(instance.host()),
                        new ConsoleRequest(instance.id(), MAX_BYTES),
                        ids.hex(16),
                        context.requestId(),
                        clock.instant().plus(PATIENCE))
                .thenApply(reply -> new ConsoleOutput(instance.id(), reply.at(), reply.data()))
                .exceptionally(
                        fault -> {
                            throw new UnavailableException(
                                    "console",
                                    "The host of '%s' does not answer now; try again"
                                            .formatted(instance.id()),
                                    fault);
                        });
    }
}

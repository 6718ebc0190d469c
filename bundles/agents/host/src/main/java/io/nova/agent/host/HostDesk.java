package io.nova.agent.host;

import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.protocol.Ack;
import io.nova.protocol.HostProtocol;
import io.nova.protocol.HostRoles;
import io.nova.protocol.RolesChange;
import io.nova.protocol.RolesReply;
import io.nova.spi.messaging.Address;
import io.nova.spi.messaging.Durability;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.messaging.Subscription;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Where managers reach a host whatever its roles are, on one bus. */
final class HostDesk implements AutoCloseable {

    private static final Duration HINT = Duration.ofSeconds(30);

    private final MessageBus bus;
    private final Clock clock;
    private final IdSource ids;
    private final List<Subscription> subscriptions;

    /**
     * @param change changes the host
     * @param asked has the host tell its roles
     */
    HostDesk(
            HostId host,
            MessageBus bus,
            Clock clock,
            IdSource ids,
            Function<RolesChange, CompletionStage<RolesReply>> change,
            Runnable asked) {
        this.bus = bus;
        this.clock = clock;
        this.ids = ids;
        subscriptions =
                List.of(
                        HostProtocol.CHANGE.serve(bus, HostProtocol.agent(host), 1, change),
                        HostProtocol.ASKED.serve(
                                bus,
                                Address.all(HostProtocol.HOSTS),
                                1,
                                question -> {
                                    asked.run();
                                    return CompletableFuture.completedStage(Ack.OK);
                                }));
    }

    MessageBus bus() {
        return bus;
    }

    /** Tells a manager, which tells the others: a host may not speak to all. A hint. */
    void tell(HostRoles said) {
        var unused =
                bus.cast(
                        Address.role(HostProtocol.MANAGERS),
                        HostProtocol.ROLES.message(
                                said, ids.hex(16), "", clock.instant().plus(HINT)),
                        Durability.HINT);
    }

    @Override
    public void close() {
        subscriptions.forEach(Subscription::close);
    }
}

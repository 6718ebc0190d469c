package io.nova.agent.host;

import io.nova.model.HostId;
import io.nova.model.HostRole;
import io.nova.model.IdSource;
import io.nova.protocol.Accepting;
import io.nova.protocol.ComputeProtocol;
import io.nova.protocol.Held;
import io.nova.protocol.MessageType;
import io.nova.protocol.VolumeProtocol;
import io.nova.spi.messaging.Address;
import io.nova.spi.messaging.MessageBus;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks managers through the bus, if there is one. */
final class BusManagers implements Managers {

    private static final Logger LOG = LoggerFactory.getLogger(BusManagers.class);
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private final HostId host;
    private final Supplier<Optional<MessageBus>> bus;
    private final Clock clock;
    private final IdSource ids;

    BusManagers(HostId host, Supplier<Optional<MessageBus>> bus, Clock clock, IdSource ids) {
        this.host = host;
        this.bus = bus;
        this.clock = clock;
        this.ids = ids;
    }

    @Override
    public OptionalLong tell(HostRole role, boolean accepting) throws InterruptedException {
        Optional<MessageBus> now = bus.get();
        return now.isEmpty() ? OptionalLong.empty() : tell(now.get(), role, accepting);
    }

    private OptionalLong tell(MessageBus to, HostRole role, boolean accepting)
            throws InterruptedException {
        boolean volumes = role == HostRole.VOLUME;
        Address manager = volumes ? VolumeProtocol.MANAGER : ComputeProtocol.MANAGER;
        MessageType<Accepting, Held> type =
                volumes ? VolumeProtocol.ACCEPTING : ComputeProtocol.ACCEPTING;
        try {
            Held held =
                    type.call(
                                    to,
                                    manager,
                                    new Accepting(host, accepting),
                                    ids.hex(16),
                                    "",
                                    clock.instant().plus(DEADLINE))
                            .get(DEADLINE.toMillis() * 2, TimeUnit.MILLISECONDS);
            return OptionalLong.of(held.things());
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            LOG.debug("No {} manager answers", role.word(), e);
            return OptionalLong.empty();
        }
    }
}

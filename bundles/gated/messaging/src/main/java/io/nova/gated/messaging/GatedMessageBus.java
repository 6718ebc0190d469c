package io.nova.gated.messaging;

import static io.nova.spi.messaging.MessagingException.Kind.CLOSED;

import io.nova.model.UnavailableException;
import io.nova.spi.messaging.Address;
import io.nova.spi.messaging.BusHealth;
import io.nova.spi.messaging.Durability;
import io.nova.spi.messaging.Message;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.messaging.MessageHandler;
import io.nova.spi.messaging.MessagingException;
import io.nova.spi.messaging.ServeOptions;
import io.nova.spi.messaging.Subscription;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The message bus of this process: that of the driver that carries. It is there from when the first
 * driver came to the end of the process.
 *
 * <p>While drivers are exchanged its senders wait, and only if that takes too long are they told
 * {@code CLOSED}; what is served goes on over the next driver.
 */
@Component(service = MessageBus.class, enabled = false)
public final class GatedMessageBus implements MessageBus {

    private static final Logger LOG = LoggerFactory.getLogger(GatedMessageBus.class);

    private final Drivers drivers;

    @Activate
    public GatedMessageBus(@Reference MessagingGate gate) {
        this(gate.drivers());
    }

    GatedMessageBus(Drivers drivers) {
        this.drivers = drivers;
    }

    @Override
    public Subscription serve(
            Address address, String type, MessageHandler handler, ServeOptions options) {
        return drivers.serve(address, type, handler, options);
    }

    @Override
    public CompletableFuture<String> call(Address address, Message message) {
        try {
            return send(way -> way.counted(way.driver().call(address, message)));
        } catch (UnavailableException e) {
            return CompletableFuture.failedFuture(closed(e));
        }
    }

    @Override
    public CompletableFuture<Void> cast(Address address, Message message, Durability durability) {
        try {
            return send(way -> way.driver().cast(address, message, durability));
        } catch (UnavailableException e) {
            return CompletableFuture.failedFuture(closed(e));
        }
    }

    @Override
    public void broadcast(String role, Message message) {
        try {
            send(
                    way -> {
                        way.driver().broadcast(role, message);
                        return true;
                    });
        } catch (UnavailableException e) {
            LOG.debug("The broadcast {} to {} was dropped", message.type(), role, e);
        }
    }

    private <R> R send(Function<Present, R> sending) {
        Present leaving = Within.leaving();
        return leaving == null ? drivers.gate().ask(sending) : sending.apply(leaving);
    }

    private static MessagingException closed(UnavailableException cause) {
        return new MessagingException(CLOSED, String.valueOf(cause.getMessage()), cause);
    }

    @Override
    public BusHealth health() {
        return drivers.carrying()
                .map(way -> way.driver().health())
                .orElse(new BusHealth(false, "no driver"));
    }
}

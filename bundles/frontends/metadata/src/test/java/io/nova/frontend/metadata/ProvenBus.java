package io.nova.frontend.metadata;

import io.nova.model.HostId;
import io.nova.spi.messaging.Address;
import io.nova.spi.messaging.BusHealth;
import io.nova.spi.messaging.Durability;
import io.nova.spi.messaging.Message;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.messaging.MessageHandler;
import io.nova.spi.messaging.ServeOptions;
import io.nova.spi.messaging.Subscription;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A bus within one process that proves as a broker does, of one host, who reads answers. */
final class ProvenBus implements MessageBus {

    private final MessageBus bus;
    private volatile HostId host;

    ProvenBus(MessageBus bus, HostId host) {
        this.bus = bus;
        this.host = host;
    }

    /** From now on all that comes is of this host. */
    void isOf(HostId other) {
        host = other;
    }

    @Override
    public Subscription serve(
            Address address, String type, MessageHandler handler, ServeOptions options) {
        return bus.serve(
                address,
                type,
                message -> handler.handle(message.readBy(Optional.of(host))),
                options);
    }

    @Override
    public CompletableFuture<String> call(Address address, Message message) {
        return bus.call(address, message);
    }

    @Override
    public CompletableFuture<Void> cast(Address address, Message message, Durability durability) {
        return bus.cast(address, message, durability);
    }

    @Override
    public void broadcast(String role, Message message) {
        bus.broadcast(role, message);
    }

    @Override
    public BusHealth health() {
        return bus.health();
    }
}

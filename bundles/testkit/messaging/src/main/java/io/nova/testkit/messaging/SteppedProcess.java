package io.nova.testkit.messaging;

import io.nova.spi.messaging.Address;
import io.nova.spi.messaging.BusHealth;
import io.nova.spi.messaging.Durability;
import io.nova.spi.messaging.Message;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.messaging.MessageHandler;
import io.nova.spi.messaging.ServeOptions;
import io.nova.spi.messaging.Subscription;
import java.util.concurrent.CompletableFuture;

/** The bus as one process sees it. */
record SteppedProcess(SteppedMessageBus bus, String name) implements MessageBus {

    @Override
    public Subscription serve(
            Address address, String type, MessageHandler handler, ServeOptions options) {
        return bus.serve(name, address, type, handler, options);
    }

    @Override
    public CompletableFuture<String> call(Address address, Message message) {
        return bus.call(name, address, message);
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

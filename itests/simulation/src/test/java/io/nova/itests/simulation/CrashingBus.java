package io.nova.itests.simulation;

import io.nova.spi.messaging.Address;
import io.nova.spi.messaging.BusHealth;
import io.nova.spi.messaging.Durability;
import io.nova.spi.messaging.Message;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.messaging.MessageHandler;
import io.nova.spi.messaging.ServeOptions;
import io.nova.spi.messaging.Subscription;
import java.util.concurrent.CompletableFuture;

/** The bus as one process sees it, which may die before or after it sends. */
record CrashingBus(MessageBus bus, Mortal process) implements MessageBus {

    @Override
    public Subscription serve(
            Address address, String type, MessageHandler handler, ServeOptions options) {
        return bus.serve(address, type, handler, options);
    }

    @Override
    public CompletableFuture<String> call(Address address, Message message) {
        process.point("before it asks " + message.type());
        CompletableFuture<String> answer = bus.call(address, message);
        process.point("after it asked " + message.type());
        return answer;
    }

    @Override
    public CompletableFuture<Void> cast(Address address, Message message, Durability durability) {
        process.point("before it sends " + message.type());
        CompletableFuture<Void> sent = bus.cast(address, message, durability);
        process.point("after it sent " + message.type());
        return sent;
    }

    @Override
    public void broadcast(String role, Message message) {
        process.point("before it tells all " + message.type());
        bus.broadcast(role, message);
    }

    @Override
    public BusHealth health() {
        return bus.health();
    }
}

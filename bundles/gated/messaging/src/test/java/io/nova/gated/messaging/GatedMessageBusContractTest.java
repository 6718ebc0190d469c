package io.nova.gated.messaging;

import io.nova.driver.messaging.local.LocalMessageBus;
import io.nova.spi.messaging.MessageBus;
import io.nova.testkit.messaging.MessageBusContract;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What everybody uses is a bus like any other. */
class GatedMessageBusContractTest extends MessageBusContract {

    private record Behind(MessagingGate gate, LocalMessageBus driver) {}

    private final Map<MessageBus, Behind> buses = new ConcurrentHashMap<>();

    @Override
    protected MessageBus open() {
        MessagingGate gate = Gates.gate(Gates.impatient(), Path.of("unused"));
        LocalMessageBus driver = Gates.driver();
        Gates.bind(gate, "local", driver);
        MessageBus bus = Gates.bus(gate);
        buses.put(bus, new Behind(gate, driver));
        return bus;
    }

    @Override
    protected void close(MessageBus bus) {
        Behind behind = buses.remove(bus);
        if (behind != null) {
            Gates.unbind(behind.gate(), behind.driver());
        }
    }
}

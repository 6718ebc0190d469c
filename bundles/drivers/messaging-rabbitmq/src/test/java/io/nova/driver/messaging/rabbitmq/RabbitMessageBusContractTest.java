package io.nova.driver.messaging.rabbitmq;

import io.nova.spi.messaging.MessageBus;
import io.nova.testkit.messaging.MessageBusContract;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract over a real broker. */
@ExtendWith(OneBroker.class)
class RabbitMessageBusContractTest extends MessageBusContract {

    @Override
    protected MessageBus open() {
        return OneBroker.connected(OneBroker.newCloud());
    }

    @Override
    protected void close(MessageBus bus) {
        ((RabbitMessageBus) bus).close();
    }
}

package io.nova.driver.messaging.rabbitmq;

import static java.util.Objects.requireNonNull;

import io.nova.spi.messaging.MessageBus;
import io.nova.testkit.messaging.MessageBusContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract over a real broker. */
class RabbitMessageBusContractTest extends MessageBusContract {

    @TempDir static Path directory;

    private static final AtomicInteger CLOUDS = new AtomicInteger();
    private static @Nullable Broker broker;

    @BeforeAll
    static void start() throws Exception {
        Broker.assumeInstalled();
        broker = Broker.start(directory);
    }

    @AfterAll
    static void stop() throws Exception {
        if (broker != null) {
            broker.close();
        }
    }

    @Override
    protected MessageBus open() {
        try {
            // Names of its own are a broker of its own.
            Settings settings = requireNonNull(broker).settings("t" + CLOUDS.incrementAndGet());
            return Buses.connected(settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected void close(MessageBus bus) {
        ((RabbitMessageBus) bus).close();
    }
}

package io.nova.driver.messaging.rabbitmq;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;

/** Buses of tests. */
final class Buses {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private Buses() {}

    /** Returns a bus that has its connection. */
    static RabbitMessageBus connected(Settings settings) {
        RabbitMessageBus bus = new RabbitMessageBus(settings);
        awaitConnected(bus);
        return bus;
    }

    static void awaitConnected(RabbitMessageBus bus) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!bus.health().connected()) {
            assertTrue(System.nanoTime() < end, () -> bus.health().note());
            Thread.onSpinWait();
        }
    }
}

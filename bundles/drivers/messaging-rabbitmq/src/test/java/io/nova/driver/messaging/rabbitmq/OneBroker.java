package io.nova.driver.messaging.rabbitmq;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One broker for all test classes that need nothing special: a start takes seconds. */
final class OneBroker implements BeforeAllCallback {

    private static final AtomicInteger CLOUDS = new AtomicInteger();
    private static @Nullable Broker broker;

    /** Ends it with the last test. */
    private record Running(Broker broker, Path directory) implements AutoCloseable {

        @Override
        public void close() throws Exception {
            broker.close();
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        Broker.assumeInstalled();
        context.getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .getOrComputeIfAbsent(OneBroker.class, key -> start());
    }

    private static Running start() {
        try {
            Path directory = Files.createTempDirectory("nova-rabbitmq");
            Running running = new Running(Broker.start(directory), directory);
            broker = running.broker();
            return running;
        } catch (Exception e) {
            throw new IllegalStateException("no broker", e);
        }
    }

    /** Returns the broker. */
    static Broker get() {
        return requireNonNull(broker);
    }

    /** Returns a new prefix: names of one's own are a broker of one's own. */
    static String newCloud() {
        return "t" + CLOUDS.incrementAndGet();
    }

    /** Returns a bus that has its connection. */
    static RabbitMessageBus connected(String cloud) {
        try {
            return Buses.connected(get().settings(cloud).build());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.nova.itests.bench;

import io.nova.driver.messaging.local.LocalMessageBus;
import io.nova.driver.messaging.rabbitmq.RabbitMessageBus;
import io.nova.itests.cloud.Folders;
import io.nova.itests.cloud.RabbitBroker;
import io.nova.spi.messaging.Address;
import io.nova.spi.messaging.Durability;
import io.nova.spi.messaging.Message;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.messaging.MessagingException;
import io.nova.spi.messaging.ServeOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Messages of 600 bytes over RabbitMQ on this machine, beside the bus within one process, in turns:
 * both buses have the sender and the server in this process.
 */
final class BusRound {

    private static final int ROUNDS = 3;
    private static final int FEW = 1;
    private static final int MANY = 64;
    private static final Address ROLE = Address.role("bench");
    private static final String BODY = '"' + "x".repeat(598) + '"';

    private final double seconds;
    private final MessageBus local;
    private final MessageBus rabbit;

    private BusRound(double seconds, MessageBus local, MessageBus rabbit) {
        this.seconds = seconds;
        this.local = local;
        this.rabbit = rabbit;
    }

    /**
     * Measures and prints.
     *
     * @param seconds of each round
     */
    static void run(double seconds) throws Exception {
        if (!RabbitBroker.isInstalled()) {
            System.out.println("no ratio of buses: apt-get install rabbitmq-server");
            return;
        }
        Path folder = Files.createTempDirectory("nova-bus-round");
        LocalMessageBus local = new LocalMessageBus(new BusSettings.Local());
        try (RabbitBroker broker = RabbitBroker.start(folder)) {
            RabbitMessageBus rabbit =
                    new RabbitMessageBus(
                            new BusSettings.Rabbit(broker.port(), BusSettings.password(folder)));
            try {
                while (!rabbit.health().connected()) {
                    TimeUnit.MILLISECONDS.sleep(20);
                }
                new BusRound(seconds, local, rabbit).measure();
            } finally {
                rabbit.close();
            }
        } finally {
            local.close();
            Folders.remove(folder);
        }
    }

    private void measure() throws Exception {
        for (MessageBus bus : List.of(local, rabbit)) {
            bus.serve(
                    ROLE,
                    "echo",
                    message -> CompletableFuture.completedFuture(message.body()),
                    new ServeOptions(8, 1, 1));
        }
        compare("calls, one at a time", FEW, BusRound::call);
        compare("calls, %d at a time".formatted(MANY), MANY, BusRound::call);
        compare("commands confirmed, one at a time", FEW, BusRound::command);
        compare("commands confirmed, %d at a time".formatted(MANY), MANY, BusRound::command);
    }

    /** Sends one message over a bus and waits for what is to be waited for. */
    @FunctionalInterface
    private interface Step {
        void over(MessageBus bus);
    }

    private static void call(MessageBus bus) {
        if (!bus.call(ROLE, message()).join().equals(BODY)) {
            throw new IllegalStateException("another answer");
        }
    }

    private static void command(MessageBus bus) {
        while (true) {
            try {
                bus.cast(ROLE, message(), Durability.COMMAND).join();
                return;
            } catch (CompletionException e) {
                // Its server does not keep up, which is what is measured then.
                if (!(e.getCause() instanceof MessagingException fault)
                        || fault.kind() != MessagingException.Kind.OVERLOADED) {
                    throw e;
                }
                LockSupport.parkNanos(50_000);
            }
        }
    }

    private static Message message() {
        return new Message("op", "echo", 1, Instant.now().plusSeconds(60), "", BODY);
    }

    private void compare(String what, int senders, Step step) throws Exception {
        // Until the compilers are done.
        rate(senders, () -> step.over(local));
        rate(senders, () -> step.over(rabbit));
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        double slow = 0;
        for (int i = 0; i < ROUNDS; i++) {
            Load.Result within = rate(senders, () -> step.over(local));
            Load.Result over = rate(senders, () -> step.over(rabbit));
            theirs.add(within.rate());
            ours.add(over.rate());
            ratios.add(over.rate() / within.rate());
            slow = Math.max(slow, over.millis(0.99));
        }
        System.out.printf(
                Locale.ROOT,
                "%-36s %,9.0f /s   within the process %,9.0f /s   ratio %.3f   99 of 100 within"
                        + " %.1f ms%n",
                what,
                Load.median(ours),
                Load.median(theirs),
                Load.median(ratios),
                slow);
    }

    private Load.Result rate(int senders, Load.Worker worker) throws Exception {
        return Load.run(senders, seconds, () -> worker);
    }
}

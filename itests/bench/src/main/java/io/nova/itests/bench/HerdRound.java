package io.nova.itests.bench;

import io.nova.driver.messaging.rabbitmq.RabbitMessageBus;
import io.nova.itests.cloud.Folders;
import io.nova.itests.cloud.RabbitBroker;
import io.nova.model.HostId;
import io.nova.spi.messaging.Address;
import io.nova.spi.messaging.Message;
import io.nova.spi.messaging.ServeOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Five hundred hosts lose their broker in one instant. Each has a connection and queues of its own,
 * as an agent has; the broker and all of them share this machine.
 */
final class HerdRound implements AutoCloseable {

    private static final int HOSTS = 500;
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final List<String> ROLES = List.of("compute", "network", "volume", "host");

    private final RabbitBroker broker;
    private final Path password;
    private final List<RabbitMessageBus> hosts = new ArrayList<>();
    private final RabbitMessageBus caller;

    private HerdRound(RabbitBroker broker, Path password) {
        this.broker = broker;
        this.password = password;
        this.caller = bus("caller");
    }

    /** Measures and prints. */
    static void run() throws Exception {
        if (!RabbitBroker.isInstalled()) {
            System.out.println("no herd: apt-get install rabbitmq-server");
            return;
        }
        Path folder = Files.createTempDirectory("nova-herd");
        try (RabbitBroker broker = RabbitBroker.start(folder);
                HerdRound round = new HerdRound(broker, BusSettings.password(folder))) {
            round.measure();
        } finally {
            Folders.remove(folder);
        }
    }

    private RabbitMessageBus bus(String host) {
        return new RabbitMessageBus(new BusSettings.Rabbit(broker.port(), password, host));
    }

    private void measure() throws Exception {
        for (int i = 0; i < HOSTS; i++) {
            RabbitMessageBus bus = bus(name(i));
            hosts.add(bus);
            for (String role : ROLES) {
                bus.serve(
                        Address.host(role, new HostId(name(i))),
                        "echo",
                        message -> CompletableFuture.completedFuture(message.body()),
                        new ServeOptions(1, 1, 1));
            }
        }
        print("the first time", back());
        broker.kill();
        while (hosts.stream().anyMatch(bus -> bus.health().connected())) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        broker.startAgain();
        print("after kill -9, from when it listens", back());
    }

    /** Returns when each host answered, in milliseconds from now. */
    private long[] back() throws InterruptedException {
        long began = System.nanoTime();
        long[] connected = new long[HOSTS];
        List<CompletableFuture<Long>> answered = new ArrayList<>();
        for (int i = 0; i < HOSTS; i++) {
            answered.add(asked(i, began));
        }
        int left = HOSTS;
        while (left > 0) {
            if (System.nanoTime() - began > LONGEST.toNanos()) {
                throw new IllegalStateException(left + " hosts are not back after " + LONGEST);
            }
            TimeUnit.MILLISECONDS.sleep(10);
            left = 0;
            for (int i = 0; i < HOSTS; i++) {
                if (connected[i] == 0 && hosts.get(i).health().connected()) {
                    connected[i] = millisSince(began);
                }
                CompletableFuture<Long> answer = answered.get(i);
                if (!answer.isDone()) {
                    left++;
                } else if (answer.isCompletedExceptionally()) {
                    // It has no queue yet.
                    answered.set(i, asked(i, began));
                    left++;
                }
            }
        }
        printMost(connected);
        return answered.stream().mapToLong(CompletableFuture::join).toArray();
    }

    /** Asks the host, which answers when it has its queues too. */
    private CompletableFuture<Long> asked(int host, long began) {
        Instant deadline = Instant.now().plusSeconds(2);
        return caller.call(
                        Address.host("compute", new HostId(name(host))),
                        new Message("op", "echo", 1, deadline, "", "\"here\""))
                .thenApply(answer -> millisSince(began));
    }

    private static long millisSince(long began) {
        return Math.max(1, (System.nanoTime() - began) / 1_000_000);
    }

    private static void printMost(long[] connected) {
        Map<Long, Integer> bySecond = new TreeMap<>();
        Arrays.stream(connected).forEach(at -> bySecond.merge(at / 1000, 1, Integer::sum));
        System.out.printf(
                Locale.ROOT,
                "connections of %d hosts, in each second: %s%n",
                HOSTS,
                bySecond.values());
    }

    private static void print(String what, long[] answered) {
        long[] sorted = answered.clone();
        Arrays.sort(sorted);
        System.out.printf(
                Locale.ROOT,
                "%-40s the first answers after %.1f s, half within %.1f s, all within %.1f s%n",
                what,
                sorted[0] / 1000.0,
                sorted[HOSTS / 2] / 1000.0,
                sorted[HOSTS - 1] / 1000.0);
    }

    private static String name(int host) {
        return "herd-" + host;
    }

    @Override
    public void close() {
        hosts.parallelStream().forEach(RabbitMessageBus::close);
        caller.close();
    }
}

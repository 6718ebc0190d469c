package io.nova.itests.bench;

import io.nova.driver.messaging.rabbitmq.RabbitMessageBus;
import io.nova.itests.cloud.Cloud;
import io.nova.itests.cloud.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * One controller on Redis and RabbitMQ, with many hosts that are pretended: what it places, and how
 * soon RunInstances answers. All of them share this machine.
 */
final class FleetRound {

    private static final int HOSTS = 10_000;
    private static final int CLIENTS = 8;

    private final Cloud cloud;
    private final double seconds;

    private FleetRound(Cloud cloud, double seconds) {
        this.cloud = cloud;
        this.seconds = seconds;
    }

    /**
     * Measures and prints.
     *
     * @param seconds of each round
     */
    static void run(double seconds) throws Exception {
        if (!Redis.isInstalled() || !RabbitBroker.isInstalled()) {
            System.out.println("no fleet: apt-get install redis-server rabbitmq-server");
            return;
        }
        Path folder = Files.createTempDirectory(Path.of("/var/tmp"), "nova-fleet");
        try (Redis redis =
                        Redis.start(Files.createDirectory(folder.resolve("redis")), "everysec");
                RabbitBroker broker =
                        RabbitBroker.start(Files.createDirectory(folder.resolve("rabbit")));
                Cloud cloud = Bench.plenty(Cloud.simulated("fleet"))) {
            Path password = BusSettings.password(folder);
            cloud.set("NOVA_JAVA_OPTS", "")
                    .set("NOVA_ROLES", "api, objectstore")
                    .set("NOVA_DRIVERS", "state-redis, messaging-rabbitmq")
                    .configure(
                            "io.nova.driver.state.redis",
                            "servers = " + redis.address(),
                            "tls = false")
                    .configure(
                            "io.nova.driver.messaging.rabbitmq",
                            "brokers = 127.0.0.1:" + broker.port(),
                            "user = guest",
                            "passwordFile = " + password,
                            "prefix = bench",
                            "tls = false");
            cloud.up();
            RabbitMessageBus bus =
                    new RabbitMessageBus(new BusSettings.Rabbit(broker.port(), password));
            try (Fleet fleet = new Fleet(bus, HOSTS)) {
                while (!bus.health().connected()) {
                    TimeUnit.MILLISECONDS.sleep(20);
                }
                new FleetRound(cloud, seconds).measure(fleet);
            } finally {
                bus.close();
            }
        } finally {
            Folders.remove(folder);
        }
    }

    private void measure(Fleet fleet) throws Exception {
        fleet.start();
        round(fleet, 1, seconds);
        round(fleet, 1, seconds);
        print("RunInstances of 1", round(fleet, 1, seconds), 1);
        print("RunInstances of 20", round(fleet, 20, seconds), 20);
        System.out.printf(
                Locale.ROOT,
                "  the %,d hosts made %,d calls by then, of which %,d failed; the controller has"
                        + " %.0f MB%n",
                HOSTS,
                fleet.calls(),
                fleet.faults(),
                Processor.residentMib(cloud.pid()));
    }

    private Load.Result round(Fleet fleet, int count, double time) throws Exception {
        Requests requests = Requests.of(cloud);
        byte[] request = requests.run(cloud.image("machine"), count);
        Queue<String> launched = new ConcurrentLinkedQueue<>();
        return Load.run(CLIENTS, time, () -> new LaunchWorker(requests, request, launched));
    }

    private static void print(String what, Load.Result result, int count) {
        System.out.printf(
                Locale.ROOT,
                "%s, %d clients, %,d hosts, Redis and RabbitMQ   %,.0f instances/s, half within"
                        + " %.1f ms, 99 of 100 within %.1f ms%n",
                what,
                CLIENTS,
                HOSTS,
                result.rate() * count,
                result.millis(0.5),
                result.millis(0.99));
    }
}

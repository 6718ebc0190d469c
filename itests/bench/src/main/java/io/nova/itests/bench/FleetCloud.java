package io.nova.itests.bench;

import io.nova.driver.messaging.rabbitmq.RabbitMessageBus;
import io.nova.itests.cloud.Cloud;
import io.nova.itests.cloud.Folders;
import io.nova.itests.cloud.RabbitBroker;
import io.nova.itests.cloud.Redis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** One controller on a Redis and a RabbitMQ of its own, and pretended hosts on that bus. */
final class FleetCloud implements AutoCloseable {

    private final Path folder;
    private final Redis redis;
    private final RabbitBroker broker;
    private final Cloud cloud;
    private final RabbitMessageBus bus;
    private final Fleet fleet;

    private FleetCloud(
            Path folder,
            Redis redis,
            RabbitBroker broker,
            Cloud cloud,
            RabbitMessageBus bus,
            Fleet fleet) {
        this.folder = folder;
        this.redis = redis;
        this.broker = broker;
        this.cloud = cloud;
        this.bus = bus;
        this.fleet = fleet;
    }

    static boolean isPossible() {
        return Redis.isInstalled() && RabbitBroker.isInstalled();
    }

    /** Starts it with so many hosts, all of which have told of themselves. */
    static FleetCloud start(int hosts) throws Exception {
        Path folder = Files.createTempDirectory(Path.of("/var/tmp"), "nova-fleet");
        Redis redis = Redis.start(Files.createDirectory(folder.resolve("redis")), "everysec");
        RabbitBroker broker = RabbitBroker.start(Files.createDirectory(folder.resolve("rabbit")));
        Path password = BusSettings.password(folder);
        Cloud cloud = controller(redis, broker, password);
        cloud.up();
        RabbitMessageBus bus =
                new RabbitMessageBus(new BusSettings.Rabbit(broker.port(), password));
        while (!bus.health().connected()) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        Fleet fleet = new Fleet(bus, hosts);
        fleet.start();
        return new FleetCloud(folder, redis, broker, cloud, bus, fleet);
    }

    private static Cloud controller(Redis redis, RabbitBroker broker, Path password) {
        return Bench.plenty(Cloud.simulated("fleet"))
                .set("NOVA_JAVA_OPTS", "")
                .set("NOVA_NETWORK", "10.128.0.0/14")
                .set("NOVA_ROLES", "api, objectstore")
                .set("NOVA_DRIVERS", "state-redis, messaging-rabbitmq")
                .configure(
                        "io.nova.driver.state.redis", "servers = " + redis.address(), "tls = false")
                .configure(
                        "io.nova.driver.messaging.rabbitmq",
                        "brokers = 127.0.0.1:" + broker.port(),
                        "user = guest",
                        "passwordFile = " + password,
                        "prefix = bench",
                        "tls = false");
    }

    Cloud cloud() {
        return cloud;
    }

    Redis redis() {
        return redis;
    }

    RabbitBroker broker() {
        return broker;
    }

    Fleet fleet() {
        return fleet;
    }

    @Override
    public void close() throws IOException {
        fleet.close();
        bus.close();
        cloud.close();
        broker.close();
        redis.close();
        Folders.remove(folder);
    }
}

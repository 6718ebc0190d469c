package io.nova.itests.cluster;

import io.nova.itests.cloud.Cloud;
import io.nova.itests.cluster.Member.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Two controllers on Redis and RabbitMQ, and five hosts that have the bus alone: two with real
 * guests, one with pretended ones in a zone of its own, one with volumes, one that is in no guest's
 * way.
 */
final class Cluster {

    /** The zone of the host whose guests are pretended. */
    static final String PRETENDED = "pretended";

    /** The zone of the others. */
    static final String REAL = "nova";

    private static final String BUS = "messaging-rabbitmq";
    private static final String LIBVIRT = "hypervisor-libvirt, network-linux";

    /** One more would be slower on two processors. */
    private static final int AT_ONCE = 2;

    private final Lan lan = new Lan();
    private final Path folder;
    private final Stores stores;
    private final Broker broker;
    private final List<Host> controllers = new ArrayList<>();
    private final List<Host> hosts = new ArrayList<>();

    Cluster(Path folder) throws IOException {
        this.folder = folder;
        stores = new Stores(lan, folder);
        broker = new Broker(lan, folder, List.of("h1", "h2", "h3", "v1", "n1"));
        controllers.add(controller("c1"));
        controllers.add(controller("c2"));
        hosts.add(host("h1", "compute, network", LIBVIRT, REAL));
        hosts.add(host("h2", "compute, network", LIBVIRT, REAL));
        hosts.add(
                host(
                        "h3",
                        "compute, network",
                        "hypervisor-simulated, network-simulated",
                        PRETENDED));
        hosts.add(host("v1", "volume", "volume-file", REAL));
        hosts.add(host("n1", "network", "network-linux", REAL));
    }

    private Host controller(String name) {
        Node node = lan.join(name);
        Cloud cloud = member(node, "api, objectstore", "state-redis");
        cloud.configure("io.nova.driver.messaging.rabbitmq", broker.controller(name));
        cloud.configure(
                "io.nova.driver.state.redis",
                "mode = sentinel",
                "servers = " + stores.sentinelAddress(),
                "replicas = 1",
                "replicaMillis = 1000");
        // One folder for both, as a shared file system would be.
        cloud.configure(
                "io.nova.driver.objectstore.filesystem",
                "directory = " + folder.resolve("objects"));
        cloud.configure(
                "io.nova.frontend.http",
                "addresses = 0.0.0.0",
                "ec2Port = ${nova.ec2.port}",
                "s3Port = ${nova.s3.port}",
                "metadataAddresses = ${nova.network}");
        cloud.configure(
                "io.nova.manager.image",
                "endpoint = http://%s:3333".formatted(node.address()),
                "bundleKey = ${nova.home}/secrets/image-bundles.pem");
        cloud.withoutRequestLimits();
        return new Host(node, cloud, Kind.CONTROLLER);
    }

    private Host host(String name, String roles, String drivers, String zone) {
        Node node = lan.join(name);
        Cloud cloud = member(node, roles, drivers);
        cloud.configure("io.nova.driver.messaging.rabbitmq", broker.host(name));
        // Where guests' networks are, managers say; this is the hosts' own.
        cloud.set("NOVA_NETWORK", "10.99.0.0/24");
        cloud.configure(
                "io.nova.agent.compute",
                "directory = ${nova.disks}",
                "kernelCommandLine = root=/dev/vda console=ttyS0 quiet",
                "zone = " + zone);
        if (drivers.contains("network-linux")) {
            cloud.configure(
                    "io.nova.driver.network.linux",
                    "directory = ${nova.home}/network",
                    "uplink = vxlan");
        }
        if (drivers.equals(LIBVIRT)) {
            cloud.set("NOVA_HYPERVISOR", "qemu");
        }
        return new Host(node, cloud, Kind.HOST);
    }

    private static Cloud member(Node node, String roles, String drivers) {
        Cloud cloud = Cloud.member("cluster-" + node.name(), node.machine());
        cloud.set("NOVA_JAVA_OPTS", "-XX:TieredStopAtLevel=1 -Xmx256m");
        return cloud.configure(
                "io.nova.agent.host",
                "roles = " + roles,
                "drivers = " + BUS + ", " + drivers,
                "statusFile = ${nova.home}/run/roles");
    }

    /** Starts all of it. Hosts need no controller to start, and wait for one by themselves. */
    void start() {
        broker.server().begin();
        stores.start();
        broker.server().await();
        ExecutorService starters = Executors.newFixedThreadPool(AT_ONCE);
        try {
            Host first = controllers.get(0);
            List<CompletableFuture<Void>> started = new ArrayList<>();
            started.add(
                    CompletableFuture.runAsync(
                            () -> {
                                first.start();
                                // They seal and open the same secrets.
                                share(first, controllers.get(1));
                                controllers.get(1).start();
                            },
                            starters));
            hosts.forEach(host -> started.add(CompletableFuture.runAsync(host::start, starters)));
            CompletableFuture.allOf(started.toArray(CompletableFuture[]::new)).join();
        } finally {
            starters.shutdown();
        }
    }

    /** As an operator does: the first makes what it would make when it is asked for. */
    private static void share(Host from, Host to) {
        from.cloud().shell("nova:identity-certificate");
        from.cloud().shell("nova:bundle-certificate");
        try {
            Path secrets = Files.createDirectories(to.cloud().home().resolve("secrets"));
            for (String file :
                    List.of("identity.key", "identity-documents.pem", "image-bundles.pem")) {
                Files.copy(
                        from.cloud().home().resolve("secrets").resolve(file),
                        secrets.resolve(file),
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Host> controllers() {
        return List.copyOf(controllers);
    }

    /** Returns those that have the bus alone. */
    List<Host> hosts() {
        return List.copyOf(hosts);
    }

    Host host(String name) {
        return hosts.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
    }

    Stores stores() {
        return stores;
    }

    /** Returns all that may die. */
    List<Member> members() {
        List<Member> all = new ArrayList<>(controllers);
        all.addAll(hosts);
        all.addAll(stores.all());
        all.add(broker.server());
        return all;
    }
}

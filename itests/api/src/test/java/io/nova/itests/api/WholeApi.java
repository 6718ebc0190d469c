package io.nova.itests.api;

import io.nova.api.identity.CallerResolver;
import io.nova.api.identity.Credential;
import io.nova.driver.messaging.local.LocalMessageBus;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.Ec2Endpoint;
import io.nova.frontend.http.HttpEndpoint;
import io.nova.frontend.http.HttpServer;
import io.nova.frontend.http.Settings;
import io.nova.model.AccessKeyId;
import io.nova.model.Caller;
import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.model.ProjectId;
import io.nova.model.Role;
import io.nova.model.Secret;
import io.nova.model.UserId;
import io.nova.model.ZoneName;
import io.nova.model.compute.HostCapacity;
import io.nova.protocol.ComputeProtocol;
import io.nova.protocol.ConsoleReply;
import io.nova.protocol.GuestReport;
import io.nova.protocol.HostReport;
import io.nova.spi.messaging.MessageBus;
import io.nova.testkit.identity.MemoryIdentity;
import io.nova.testkit.objectstore.MemoryObjectStore;
import io.nova.testkit.state.MemoryStateStore;
import java.time.Clock;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Every action and every manager, with signatures and over HTTP, in this process: records, objects
 * and identities are in memory, and the one host only reports, of guests and of volumes alike.
 */
final class WholeApi implements AutoCloseable {

    static final Secret SECRET = Secret.of("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");

    private static final HostId HOST = new HostId("host-1");

    /** What is not in these tests, or stands in the way of their keys. */
    private static final Set<String> OTHERS =
            Set.of(
                    "io.nova.manager.compute.DocumentSigner",
                    "io.nova.manager.identity.CallerManager",
                    "io.nova.manager.identity.FirstStart",
                    "io.nova.driver.identity.local.LocalIdentity",
                    "io.nova.driver.messaging.local.LocalMessageBus",
                    "io.nova.manager.cluster.CheckManager",
                    "io.nova.frontend.http.HttpFrontEnd",
                    "io.nova.reconcile.TimeAndChance");

    private final HttpServer server = new HttpServer(Settings.forTests());
    private final Clock clock = Clock.systemUTC();
    private final Container container;
    private final EagerVolumeHost volumes;

    WholeApi() {
        this(Map.of());
    }

    /**
     * @param settings what differs from the default beside the limits of requests
     */
    WholeApi(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>();
        // Room for hundreds of projects.
        all.put("PublicRange.cidr", "10.44.0.0/16");
        all.putAll(settings);
        all.put("RequestLimits.readsPerSecond", 0);
        all.put("RequestLimits.unpagedReadsPerSecond", 0);
        all.put("RequestLimits.changesPerSecond", 0);
        all.put("RequestLimits.instancesPerSecond", 0);
        container =
                new Container(
                        type -> type.startsWith("io.nova.") && !OTHERS.contains(type),
                        List.of(
                                clock,
                                new IdSource(new Random(7)),
                                new MemoryStateStore(clock),
                                new LocalMessageBus(
                                        Container.defaults(LocalMessageBus.Config.class)),
                                new MemoryIdentity(),
                                new MemoryObjectStore(clock, 1 << 26),
                                new Keys()),
                        all);
        container.start();
        var unused =
                ComputeProtocol.CONSOLE.serve(
                        container.get(MessageBus.class),
                        ComputeProtocol.agent(HOST),
                        1,
                        question ->
                                CompletableFuture.completedFuture(
                                        new ConsoleReply(clock.instant(), "")));
        server.add(
                container.all(HttpEndpoint.class).stream()
                        .filter(Ec2Endpoint.class::isInstance)
                        .findFirst()
                        .orElseThrow(),
                Map.of("http.connector", "ec2"));
        volumes = volumeHost(HOST.value(), "simulated", false);
        report();
    }

    /** Returns a host of volumes, which does nothing before it is told to follow. */
    EagerVolumeHost volumeHost(String host, String technology, boolean local) {
        return new EagerVolumeHost(
                container.get(MessageBus.class), clock, new HostId(host), technology, local);
    }

    /** Lets the host report that it has the volumes, snapshots and attachments that it should. */
    void volumes() {
        volumes.follow();
    }

    /** Lets the host report its room, and these guests. */
    void report(GuestReport... guests) {
        var answer =
                ComputeProtocol.REPORT.call(
                        container.get(MessageBus.class),
                        ComputeProtocol.MANAGER,
                        new HostReport(
                                HOST,
                                new ZoneName("nova"),
                                "boot",
                                new HostCapacity(100_000, 100_000_000, 1_000_000),
                                List.of("simulated"),
                                List.of(guests),
                                List.of()),
                        "report",
                        "report",
                        clock.instant().plusSeconds(20));
        answer.join();
    }

    /** Returns what the actions declare, in the order of their names. */
    List<ActionSpec> actions() {
        return container.all(Ec2Action.class).stream()
                .map(Ec2Action::spec)
                .sorted(Comparator.comparing(ActionSpec::name))
                .toList();
    }

    /** Returns a client of the project of that number. */
    ApiClient client(int project) {
        return new ApiClient(server.uri("ec2"), key(project), SECRET);
    }

    <T> T service(Class<T> type) {
        return container.get(type);
    }

    static Caller caller(int project) {
        return new Caller(
                new UserId("user-" + project),
                new ProjectId("%012d".formatted(project)),
                key(project),
                EnumSet.of(Role.SYSADMIN, Role.NETADMIN, Role.DEVELOPER, Role.PROJECTMANAGER));
    }

    private static AccessKeyId key(int project) {
        return new AccessKeyId("AKIA%016d".formatted(project));
    }

    @Override
    public void close() {
        server.close();
        container.close();
    }

    /** Whoever has a number has a project. */
    private static final class Keys implements CallerResolver {

        @Override
        public Optional<Credential> find(AccessKeyId key) {
            int project = Integer.parseInt(key.value().substring(4));
            return Optional.of(new Credential(caller(project), SECRET));
        }

        @Override
        public Caller operator() {
            return new Caller(
                    new UserId("admin"),
                    new ProjectId("999999999999"),
                    key(0),
                    Set.of(Role.CLOUDADMIN));
        }
    }
}

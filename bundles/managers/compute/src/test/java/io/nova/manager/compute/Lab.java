package io.nova.manager.compute;

import io.nova.api.compute.InstanceTypeService;
import io.nova.api.compute.LaunchRequest;
import io.nova.api.compute.Reservation;
import io.nova.api.compute.ZoneService;
import io.nova.api.identity.Authorizer;
import io.nova.api.identity.Quota;
import io.nova.api.identity.QuotaService;
import io.nova.api.image.LaunchableImages;
import io.nova.model.AccessDeniedException;
import io.nova.model.AccessKeyId;
import io.nova.model.Caller;
import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.model.ImageId;
import io.nova.model.InstanceTypeName;
import io.nova.model.NotFoundException;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.Role;
import io.nova.model.SecurityGroupId;
import io.nova.model.UserId;
import io.nova.model.ZoneName;
import io.nova.model.compute.HostCapacity;
import io.nova.model.compute.Instance;
import io.nova.model.compute.InstanceType;
import io.nova.model.compute.PowerState;
import io.nova.model.compute.ShutdownBehavior;
import io.nova.model.image.DiskFormat;
import io.nova.model.image.Image;
import io.nova.model.image.ImageContent;
import io.nova.model.image.ImageDevice;
import io.nova.model.image.ImageState;
import io.nova.model.image.ImageType;
import io.nova.model.network.Ipv4;
import io.nova.protocol.GuestReport;
import io.nova.protocol.HostReport;
import io.nova.reconcile.MutableClock;
import io.nova.spi.messaging.Address;
import io.nova.spi.messaging.BusHealth;
import io.nova.spi.messaging.Durability;
import io.nova.spi.messaging.Message;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.messaging.MessageHandler;
import io.nova.spi.messaging.ServeOptions;
import io.nova.spi.messaging.Subscription;
import io.nova.spi.state.PoolSpec;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import io.nova.testkit.state.MemoryStateStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** The compute manager over a memory of records, in a cloud that else does nothing. */
final class Lab
        implements Authorizer,
                QuotaService,
                LaunchableImages,
                InstanceTypeService,
                ZoneService,
                MessageBus {

    static final ZoneName ZONE = new ZoneName("nova");
    static final HostId HOST = new HostId("host-1");
    static final ImageId IMAGE = new ImageId("ami-00000000000000001");
    static final RequestContext OWNER = context("alice", "000000000001", Role.SYSADMIN);
    static final RequestContext OTHER = context("bob", "000000000002", Role.SYSADMIN);
    static final String POOL = LabNetworks.POOL;
    static final long FIRST_ADDRESS = LabNetworks.SUBNET.cidr().network().number() + 2;

    final LabNetworks networks = new LabNetworks();
    final MutableClock clock = new MutableClock(Instant.parse("2026-01-01T00:00:00Z"));
    final IdSource ids = new IdSource(new Random(7));
    final StateStore store;
    final Map<Quota, Long> quotas = new ConcurrentHashMap<>();
    final List<Address> hints = new CopyOnWriteArrayList<>();
    final List<SecurityGroupId> changedGroups = new CopyOnWriteArrayList<>();
    final Set<String> denied = ConcurrentHashMap.newKeySet();
    final List<Zone> zones = new CopyOnWriteArrayList<>(List.of(new Zone(ZONE, true)));
    List<ImageDevice> imageDevices = List.of();
    final HostRoster roster;
    final LabVolumes volumes;
    final Wakener wakener;
    final InstanceManager instances;
    final AssignmentDesk assignments;
    final ReportDesk reports;

    Lab() {
        this(UnaryOperator.identity(), 200);
    }

    /**
     * @param between stands between the managers and the store
     * @param addresses how many the network has
     */
    Lab(UnaryOperator<StateStore> between, int addresses) {
        store = between.apply(new MemoryStateStore(clock));
        var unused =
                store.commit(
                        Tx.of("pool")
                                .define(
                                        new PoolSpec(
                                                POOL,
                                                FIRST_ADDRESS,
                                                FIRST_ADDRESS + addresses - 1,
                                                Duration.ZERO))
                                .build());
        volumes = new LabVolumes(store);
        roster = new HostRoster(store, clock, Duration.ofSeconds(30));
        wakener = new Wakener(store, this, changedGroups::addAll, clock, ids);
        instances =
                new InstanceManager(
                        store, this, this, this, this, this, this, networks, networks, volumes,
                        roster, wakener, clock, ids);
        assignments = new AssignmentDesk(store, wakener);
        reports = new ReportDesk(store, roster, networks, volumes, clock, ids, wakener);
    }

    static RequestContext context(String user, String project, Role role) {
        return new RequestContext(
                "request",
                new Caller(
                        new UserId(user),
                        new ProjectId(project),
                        new AccessKeyId(user),
                        Set.of(role)));
    }

    /** Lets a host report its room. */
    Lab host(String name, int vcpus) {
        hears(new HostId(name), vcpus, List.of());
        return this;
    }

    /** Lets the first host report a guest. */
    void reports(GuestReport... guests) {
        hears(HOST, 1000, List.of(guests));
    }

    void hears(HostId host, int vcpus, List<GuestReport> guests) {
        hears(host, ZONE, vcpus, guests);
    }

    void hears(HostId host, ZoneName zone, int vcpus, List<GuestReport> guests) {
        reports.take(
                new HostReport(
                        host,
                        zone,
                        "boot",
                        new HostCapacity(vcpus, vcpus * 1024, 1000),
                        List.of("simulated"),
                        guests,
                        List.of()));
    }

    static GuestReport saw(Instance instance, PowerState power) {
        return new GuestReport(instance.id(), instance.generation(), power, "", false);
    }

    static LaunchRequest request(int least, int most) {
        return request(least, most, Optional.empty(), Map.of(), Optional.empty());
    }

    static LaunchRequest request(
            int least,
            int most,
            Optional<String> token,
            Map<String, String> tags,
            Optional<Ipv4> address) {
        return new LaunchRequest(
                IMAGE,
                least,
                most,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                address,
                ShutdownBehavior.STOP,
                token,
                tags);
    }

    Reservation run(int least, int most) {
        return instances.run(OWNER, request(least, most));
    }

    /** Returns an instance that its host has reported running. */
    Instance running() {
        Instance instance = run(1, 1).instances().get(0);
        reports(saw(instance, PowerState.ON));
        return now(instance);
    }

    Instance now(Instance instance) {
        return store.get(Kinds.INSTANCE, instance.id().value()).orElseThrow().value();
    }

    long used(Quota quota) {
        return store.used(quota.scope(OWNER.project()));
    }

    @Override
    public void require(Caller caller, String action) {
        if (!allows(caller, action)) {
            throw new AccessDeniedException(action, "not allowed");
        }
    }

    @Override
    public boolean allows(Caller caller, String action) {
        return !denied.contains(action);
    }

    @Override
    public long limit(ProjectId project, Quota quota) {
        return quotas.getOrDefault(quota, 100L);
    }

    @Override
    public Image get(RequestContext context, ImageId image) {
        if (!image.equals(IMAGE)) {
            throw new NotFoundException(ResourceType.IMAGE, image);
        }
        return image(image, context).withDevices(imageDevices);
    }

    private static Image image(ImageId image, RequestContext context) {
        return new Image(
                image,
                context.project(),
                ImageType.MACHINE,
                "debian",
                "",
                "images/debian",
                "x86_64",
                "/dev/vda",
                Optional.empty(),
                Optional.empty(),
                ImageState.AVAILABLE,
                "",
                Optional.of(
                        new ImageContent(
                                "images", "debian", "0".repeat(64), 512, DiskFormat.RAW, 512)),
                true,
                Set.of(),
                Instant.EPOCH,
                Map.of());
    }

    @Override
    public List<InstanceType> list() {
        return List.of(
                new InstanceType(new InstanceTypeName("m1.huge"), 9, 2048, 0),
                new InstanceType(new InstanceTypeName("m1.large"), 4, 2048, 0),
                new InstanceType(InstanceTypes.DEFAULT, 1, 512, 0),
                new InstanceType(new InstanceTypeName("m1.stored"), 1, 512, 20));
    }

    @Override
    public Optional<InstanceType> find(InstanceTypeName name) {
        return list().stream().filter(type -> type.name().equals(name)).findFirst();
    }

    @Override
    public String region() {
        return "nova";
    }

    @Override
    public List<Zone> zones() {
        return zones;
    }

    @Override
    public Subscription serve(
            Address address, String type, MessageHandler handler, ServeOptions options) {
        return () -> {};
    }

    @Override
    public CompletableFuture<String> call(Address address, Message message) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<Void> cast(Address address, Message message, Durability durability) {
        hints.add(address);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void broadcast(String role, Message message) {}

    @Override
    public BusHealth health() {
        return new BusHealth(true, "");
    }
}

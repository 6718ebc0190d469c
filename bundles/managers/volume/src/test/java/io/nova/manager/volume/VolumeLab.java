package io.nova.manager.volume;

import io.nova.api.compute.PortService;
import io.nova.api.compute.ZoneService;
import io.nova.api.identity.Authorizer;
import io.nova.api.identity.Quota;
import io.nova.api.identity.QuotaService;
import io.nova.api.volume.VolumeRequest;
import io.nova.model.AccessDeniedException;
import io.nova.model.AccessKeyId;
import io.nova.model.Caller;
import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.model.InstanceId;
import io.nova.model.InterfaceId;
import io.nova.model.NetworkId;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.Role;
import io.nova.model.SecurityGroupId;
import io.nova.model.SnapshotId;
import io.nova.model.SubnetId;
import io.nova.model.UserId;
import io.nova.model.VolumeId;
import io.nova.model.VpcId;
import io.nova.model.ZoneName;
import io.nova.model.compute.InstanceState;
import io.nova.model.network.Ipv4;
import io.nova.model.network.MacAddress;
import io.nova.model.network.Port;
import io.nova.model.volume.BackEnd;
import io.nova.model.volume.Snapshot;
import io.nova.model.volume.Volume;
import io.nova.model.volume.VolumeType;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.Tx;
import io.nova.testkit.state.MemoryStateStore;
import io.nova.testkit.state.MutableClock;
import java.lang.reflect.Proxy;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The volume managers over a memory of records; instances and zones are pretended. */
final class VolumeLab implements PortService, ZoneService, Authorizer, QuotaService {

    static final RequestContext OWNER = context("000000000001");
    static final RequestContext OTHER = context("000000000002");
    static final ZoneName ZONE = new ZoneName("nova");
    static final InstanceId FIRST = new InstanceId("i-00000000000000001");
    static final InstanceId SECOND = new InstanceId("i-00000000000000002");

    final MutableClock clock = new MutableClock();
    final MemoryStateStore store = new MemoryStateStore(clock);
    final IdSource ids = new IdSource(new Random(3));
    final VolumeTypes types = types("gp3=fast", "st1=cold");
    final VolumeManager volumes =
            new VolumeManager(store, this, this, this, this, types, clock, ids);
    final SnapshotManager snapshots = new SnapshotManager(store, this, this, clock, ids);
    final InstanceVolumes onInstances =
            new InstanceVolumes(store, this, this, this, types, clock, ids);
    final Set<String> denied = new HashSet<>();
    final Set<InstanceId> ended = new HashSet<>();

    /** Where instances are pretended to be, and how. */
    ZoneName zone = ZONE;

    HostId guestHost = new HostId("g1");

    InstanceState state = InstanceState.RUNNING;

    /** Returns what an operator makes of EC2's types. */
    static VolumeTypes types(String... technologies) {
        VolumeTypes.Config config =
                (VolumeTypes.Config)
                        Proxy.newProxyInstance(
                                VolumeTypes.Config.class.getClassLoader(),
                                new Class<?>[] {VolumeTypes.Config.class},
                                (proxy, method, arguments) -> technologies);
        return new VolumeTypes(config);
    }

    /** Lets a host offer room. */
    VolumeLab host(String name, int gib) {
        Kinds.VolumeHost host =
                new Kinds.VolumeHost(new HostId(name), ZONE, "simulated", (long) gib << 30, false);
        new VolumeHosts(store, clock).heard(host, ids);
        return this;
    }

    private void commit(Tx.Builder tx) {
        CommitResult result = Records.commit(store, tx.build());
        if (!(result instanceof CommitResult.Ok)) {
            throw new IllegalStateException(result.toString());
        }
    }

    static VolumeRequest request(int gib, Optional<String> token) {
        return request(Optional.of(gib), Optional.empty(), token);
    }

    static VolumeRequest request(
            Optional<Integer> gib, Optional<SnapshotId> snapshot, Optional<String> token) {
        return new VolumeRequest(
                gib,
                snapshot,
                ZONE,
                VolumeType.GP2,
                Optional.empty(),
                Optional.empty(),
                token,
                Map.of("a", "b", "c", "d"));
    }

    /** Returns a new volume that its host has made. */
    Volume available() {
        VolumeId id = volumes.create(OWNER, request(1, Optional.empty())).id();
        return change(id, one -> one.made().orElseThrow());
    }

    /** Plays what hosts report. */
    Volume change(VolumeId id, UnaryOperator<Volume> change) {
        Rec<Volume> rec = store.get(Kinds.VOLUME, id.value()).orElseThrow();
        Volume next = change.apply(rec.value());
        commit(Tx.of("lab/" + ids.hex(16)).update(Kinds.VOLUME, rec, next));
        return next;
    }

    /** Plays what hosts report. */
    Snapshot change(SnapshotId id, UnaryOperator<Snapshot> change) {
        Rec<Snapshot> rec = store.get(Kinds.SNAPSHOT, id.value()).orElseThrow();
        Snapshot next = change.apply(rec.value());
        commit(Tx.of("lab/" + ids.hex(16)).update(Kinds.SNAPSHOT, rec, next));
        return next;
    }

    Volume now(VolumeId id) {
        return store.get(Kinds.VOLUME, id.value()).orElseThrow().value();
    }

    long used(Quota quota) {
        return store.used(quota.scope(OWNER.project()));
    }

    long room(String host) {
        return store.used(Kinds.room(BackEnd.onlyOneOf(new HostId(host)))) >> 30;
    }

    private static RequestContext context(String project) {
        return new RequestContext(
                "request",
                new Caller(
                        new UserId("alice"),
                        new ProjectId(project),
                        new AccessKeyId("AKIAIOSFODNN7EXAMPLE"),
                        Set.of(Role.SYSADMIN)));
    }

    @Override
    public void require(Caller caller, String action) {
        if (!allows(caller, action)) {
            throw new AccessDeniedException(action, "You may not " + action);
        }
    }

    @Override
    public boolean allows(Caller caller, String action) {
        return !denied.contains(action);
    }

    @Override
    public long limit(ProjectId project, Quota quota) {
        return 5;
    }

    @Override
    public String region() {
        return "nova";
    }

    @Override
    public List<Zone> zones() {
        return List.of(new Zone(ZONE, true));
    }

    @Override
    public Optional<InstancePort> find(InstanceId instance) {
        Ipv4 address = new Ipv4("10.0.0.4");
        if (ended.contains(instance)) {
            return Optional.empty();
        }
        return Optional.of(
                new InstancePort(
                        instance,
                        OWNER.project(),
                        guestHost,
                        zone,
                        state,
                        new Port(
                                new InterfaceId("eni-00000000000000001"),
                                new NetworkId("net-00000000000000001"),
                                new VpcId("vpc-00000000000000001"),
                                new SubnetId("subnet-00000000000000001"),
                                address,
                                MacAddress.of(address),
                                List.of(),
                                true)));
    }

    @Override
    public Optional<InstancePort> find(InterfaceId port) {
        return Optional.empty();
    }

    @Override
    public List<InstancePort> onHost(HostId host) {
        return List.of();
    }

    @Override
    public List<InstancePort> inGroup(SecurityGroupId group) {
        return List.of();
    }
}

package io.nova.manager.network;

import io.nova.api.compute.PortService;
import io.nova.api.compute.ZoneService;
import io.nova.api.identity.Authorizer;
import io.nova.api.identity.Quota;
import io.nova.api.identity.QuotaService;
import io.nova.model.AccessDeniedException;
import io.nova.model.AccessKeyId;
import io.nova.model.Caller;
import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.model.InstanceId;
import io.nova.model.InterfaceId;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.Role;
import io.nova.model.SecurityGroupId;
import io.nova.model.UserId;
import io.nova.model.network.Ipv4;
import io.nova.model.network.MacAddress;
import io.nova.model.network.Port;
import io.nova.model.network.PortGroup;
import io.nova.model.network.Subnet;
import io.nova.testkit.messaging.SteppedMessageBus;
import io.nova.testkit.state.ForgetfulStateStore;
import io.nova.testkit.state.MutableClock;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** The network managers over a store in memory, with pretended ports. */
final class Lab implements Authorizer, QuotaService, PortService, NetworkWakener, ZoneService {

    static final RequestContext OWNER = context("alice", "000000000001");
    static final RequestContext OTHER = context("bob", "000000000002");

    final MutableClock clock = new MutableClock();
    final ForgetfulStateStore store = new ForgetfulStateStore(clock);
    final IdSource ids = new IdSource(new Random(7));
    final Set<String> denied = new HashSet<>();
    final Map<Quota, Long> limits = new EnumMap<>(Quota.class);
    final List<Zone> zones =
            new ArrayList<>(List.of(new Zone(new io.nova.model.ZoneName("nova"), true)));
    final Map<InstanceId, InstancePort> ports = new TreeMap<>();
    final List<SecurityGroupId> changedGroups = new ArrayList<>();
    final List<HostId> changedHosts = new ArrayList<>();
    final DefaultVpcs defaults = another();
    final VpcManager vpcs = new VpcManager(store, this, defaults);
    final SecurityGroupManager groups =
            new SecurityGroupManager(store, this, this, defaults, this, ids);

    /** Returns what another process has over the same store. */
    DefaultVpcs another() {
        return new DefaultVpcs(
                store,
                new FlatNetwork(
                        store,
                        new SteppedMessageBus(
                                clock, to -> clock.advance(Duration.between(clock.instant(), to))),
                        settings(FlatNetwork.Config.class, Map.of())),
                this);
    }

    AddressManager addresses(String range) {
        PublicRange from =
                new PublicRange(
                        store,
                        settings(
                                PublicRange.Config.class,
                                Map.of("cidr", range, "coolingSeconds", 0)));
        return new AddressManager(store, this, this, from, this, this, ids);
    }

    static <T> T settings(Class<T> type, Map<String, Object> different) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, arguments) ->
                                different.getOrDefault(
                                        method.getName(), method.getDefaultValue())));
    }

    private static RequestContext context(String user, String project) {
        return new RequestContext(
                "request",
                new Caller(
                        new UserId(user),
                        new ProjectId(project),
                        new AccessKeyId("AKIAIOSFODNN7EXAMPLE"),
                        Set.of(Role.SYSADMIN)));
    }

    /** Pretends an instance that is on a host, in the default group. */
    InstancePort instance(int number, RequestContext owner, String host) {
        Subnet subnet =
                vpcs.subnetFor(
                        owner.project(), Optional.empty(), new io.nova.model.ZoneName("nova"));
        Ipv4 address = Ipv4.of(subnet.cidr().network().number() + 10 + number);
        List<PortGroup> in = groups.forPort(owner.project(), subnet.vpc(), List.of());
        InstancePort port =
                new InstancePort(
                        new InstanceId("i-%017x".formatted(number)),
                        owner.project(),
                        new HostId(host),
                        new io.nova.model.ZoneName("nova"),
                        io.nova.model.compute.InstanceState.RUNNING,
                        new Port(
                                new InterfaceId("eni-%017x".formatted(number)),
                                subnet.network(),
                                subnet.vpc(),
                                subnet.id(),
                                address,
                                MacAddress.of(address),
                                in,
                                true));
        ports.put(port.instance(), port);
        return port;
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
        return limits.getOrDefault(quota, 100L);
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
    public Optional<InstancePort> find(InstanceId instance) {
        return Optional.ofNullable(ports.get(instance));
    }

    @Override
    public Optional<InstancePort> find(InterfaceId port) {
        return ports.values().stream().filter(one -> one.port().id().equals(port)).findFirst();
    }

    @Override
    public List<InstancePort> onHost(HostId host) {
        return ports.values().stream().filter(one -> one.host().equals(host)).toList();
    }

    @Override
    public List<InstancePort> inGroup(SecurityGroupId group) {
        return ports.values().stream()
                .filter(one -> one.port().groups().stream().anyMatch(in -> in.id().equals(group)))
                .toList();
    }

    @Override
    public void groupChanged(SecurityGroupId group) {
        changedGroups.add(group);
    }

    @Override
    public void membersChanged(SecurityGroupId group) {
        changedGroups.add(group);
    }

    @Override
    public void changed(Collection<HostId> hosts) {
        changedHosts.addAll(hosts);
    }
}

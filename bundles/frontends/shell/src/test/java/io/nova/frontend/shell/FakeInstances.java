package io.nova.frontend.shell;

import io.nova.api.compute.ConsoleOutput;
import io.nova.api.compute.InstanceChange;
import io.nova.api.compute.InstanceQuery;
import io.nova.api.compute.InstanceService;
import io.nova.api.compute.InstanceStateChange;
import io.nova.api.compute.LaunchRequest;
import io.nova.api.compute.Reservation;
import io.nova.model.HostId;
import io.nova.model.ImageId;
import io.nova.model.InstanceId;
import io.nova.model.InstanceTypeName;
import io.nova.model.InterfaceId;
import io.nova.model.NetworkId;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.ReservationId;
import io.nova.model.SubnetId;
import io.nova.model.VpcId;
import io.nova.model.ZoneName;
import io.nova.model.compute.BootPlan;
import io.nova.model.compute.Instance;
import io.nova.model.compute.InstanceState;
import io.nova.model.compute.InstanceStatus;
import io.nova.model.compute.InstanceType;
import io.nova.model.compute.LaunchSpec;
import io.nova.model.compute.MetadataOptions;
import io.nova.model.compute.ShutdownBehavior;
import io.nova.model.compute.StateReason;
import io.nova.model.image.DiskFormat;
import io.nova.model.image.ImageContent;
import io.nova.model.network.Ipv4;
import io.nova.model.network.MacAddress;
import io.nova.model.network.Port;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/** Instances that stop and end as soon as they are looked at. */
final class FakeInstances implements InstanceService {

    private static final Instant LAUNCHED = Instant.parse("2026-01-01T00:00:00Z");

    final List<String> asked = new ArrayList<>();
    private final Map<InstanceId, Instance> instances = new TreeMap<>();

    /** What a page holds at most, so that a few instances are several. */
    private final int most;

    FakeInstances(int most) {
        this.most = most;
    }

    InstanceId add(int number, InstanceState state) {
        InstanceId id = new InstanceId("i-%017x".formatted(number));
        Ipv4 address = new Ipv4("10.42.0." + number);
        ImageContent disk =
                new ImageContent("images", "debian", "0".repeat(64), 512, DiskFormat.RAW, 512);
        LaunchSpec spec =
                new LaunchSpec(
                        new ImageId("ami-00000000000000001"),
                        Optional.empty(),
                        Optional.empty(),
                        new BootPlan(disk, Optional.empty(), Optional.empty(), 512),
                        new InstanceType(new InstanceTypeName("m1.tiny"), 1, 512, 0),
                        new ZoneName("nova"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        ShutdownBehavior.STOP);
        Port port =
                new Port(
                        new InterfaceId("eni-%017x".formatted(number)),
                        new NetworkId("net-00000000000000001"),
                        new VpcId("vpc-00000000000000001"),
                        new SubnetId("subnet-00000000000000001"),
                        address,
                        MacAddress.of(address),
                        List.of(),
                        true);
        instances.put(
                id,
                new Instance(
                        id,
                        new ReservationId("r-00000000000000001"),
                        new ProjectId("000000000001"),
                        0,
                        LAUNCHED,
                        spec,
                        1,
                        0,
                        new InstanceStatus(
                                state,
                                StateReason.NONE,
                                LAUNCHED,
                                1,
                                true,
                                Optional.empty(),
                                // Nothing is known yet of one that was just asked for.
                                Optional.of("libvirt")
                                        .filter(driver -> state != InstanceState.PENDING)),
                        new HostId("host-1"),
                        port,
                        Optional.empty(),
                        Map.of()));
        return id;
    }

    private InstanceStateChange becomes(InstanceId id, InstanceState word, InstanceState then) {
        Instance known = java.util.Objects.requireNonNull(instances.get(id));
        add(Integer.parseInt(id.value().substring(2), 16), then);
        return new InstanceStateChange(id, known.state(), word);
    }

    @Override
    public Page<Instance> describe(RequestContext context, InstanceQuery query) {
        List<Instance> found =
                instances.values().stream()
                        .filter(one -> query.ids().isEmpty() || query.ids().contains(one.id()))
                        .filter(one -> one.id().value().compareTo(query.after()) > 0)
                        .filter(query.matching())
                        .toList();
        boolean more = found.size() > most;
        List<Instance> page = more ? found.subList(0, most) : found;
        return new Page<>(
                page, more ? Optional.of(page.get(most - 1).id().value()) : Optional.empty());
    }

    @Override
    public List<InstanceStateChange> stop(
            RequestContext context, List<InstanceId> ids, boolean force) {
        asked.add((force ? "force " : "stop ") + ids);
        return ids.stream()
                .map(id -> becomes(id, InstanceState.STOPPING, InstanceState.STOPPED))
                .toList();
    }

    @Override
    public List<InstanceStateChange> terminate(RequestContext context, List<InstanceId> ids) {
        asked.add("terminate " + ids);
        return ids.stream()
                .map(id -> becomes(id, InstanceState.SHUTTING_DOWN, InstanceState.TERMINATED))
                .toList();
    }

    @Override
    public Reservation run(RequestContext context, LaunchRequest request) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<InstanceStateChange> start(RequestContext context, List<InstanceId> ids) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void reboot(RequestContext context, List<InstanceId> ids) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<ConsoleOutput> console(RequestContext context, InstanceId instance) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void modify(RequestContext context, InstanceId instance, InstanceChange change) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MetadataOptions setMetadata(
            RequestContext context, InstanceId instance, UnaryOperator<MetadataOptions> change) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Instance attributes(RequestContext context, InstanceId instance) {
        throw new UnsupportedOperationException();
    }
}

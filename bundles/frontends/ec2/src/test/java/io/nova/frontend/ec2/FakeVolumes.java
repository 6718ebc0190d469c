package io.nova.frontend.ec2;

import io.nova.api.identity.Authorizer;
import io.nova.api.volume.InstanceVolumeService;
import io.nova.api.volume.SnapshotRequest;
import io.nova.api.volume.SnapshotService;
import io.nova.api.volume.VolumeRequest;
import io.nova.api.volume.VolumeService;
import io.nova.model.HostId;
import io.nova.model.InUseException;
import io.nova.model.InstanceId;
import io.nova.model.NotFoundException;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.ReservationId;
import io.nova.model.ResourceType;
import io.nova.model.SnapshotId;
import io.nova.model.VolumeId;
import io.nova.model.ZoneName;
import io.nova.model.volume.Attachment;
import io.nova.model.volume.BlockDevice;
import io.nova.model.volume.Snapshot;
import io.nova.model.volume.Volume;
import io.nova.model.volume.VolumeState;
import io.nova.model.volume.VolumeType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The services of volumes and snapshots, as small as they can be and still keep their promises. */
final class FakeVolumes implements VolumeService, InstanceVolumeService {

    static final VolumeId FREE = volumeId(1);

    /** On the first instance, as {@code /dev/sdf}. */
    static final VolumeId USED = volumeId(2);

    static final SnapshotId SNAPSHOT = snapshotId(1);

    private final Authorizer authorizer;
    final NavigableMap<String, Volume> volumes = new ConcurrentSkipListMap<>();

    /** How often all were read, of volumes and of snapshots. */
    final AtomicInteger walks = new AtomicInteger();

    final List<VolumeRequest> requests = new CopyOnWriteArrayList<>();
    final List<Map<String, Boolean>> changes = new CopyOnWriteArrayList<>();

    FakeVolumes(Authorizer authorizer) {
        this.authorizer = authorizer;
        put(volume(1, VolumeType.GP2, VolumeState.AVAILABLE));
        put(on(volume(2, VolumeType.GP3, VolumeState.AVAILABLE), "/dev/sdf"));
    }

    static VolumeId volumeId(int number) {
        return new VolumeId("vol-" + Samples.hex(number));
    }

    static SnapshotId snapshotId(int number) {
        return new SnapshotId("snap-" + Samples.hex(number));
    }

    private static Volume volume(int number) {
        return volume(number, VolumeType.GP2, VolumeState.AVAILABLE);
    }

    static Volume volume(int number, VolumeType type, VolumeState state) {
        boolean fast = type.equals(VolumeType.GP3);
        return new Volume(
                volumeId(number),
                Samples.PROJECT,
                number,
                fast ? Optional.of(snapshotId(2)) : Optional.empty(),
                new ZoneName("nova"),
                type,
                fast ? Optional.of(3000) : Optional.empty(),
                fast ? Optional.of(125) : Optional.empty(),
                Samples.NOW,
                new HostId("v1"),
                state,
                1,
                Optional.empty(),
                "",
                number == 1 ? Map.of("Name", "data") : Map.of());
    }

    private static Volume on(Volume volume, String device) {
        return volume.attaching(
                        Attachment.begun(
                                Samples.instanceId(1), new HostId("h1"), device, true, Samples.NOW))
                .attached()
                .orElseThrow();
    }

    void put(Volume volume) {
        volumes.put(volume.id().value(), volume);
    }

    private Volume get(VolumeId id) {
        return Optional.ofNullable(volumes.get(id.value()))
                .orElseThrow(() -> new NotFoundException(ResourceType.VOLUME, id));
    }

    @Override
    public Volume create(RequestContext context, VolumeRequest request) {
        authorizer.require(context.caller(), "ec2:CreateVolume");
        requests.add(request);
        return new Volume(
                volumeId(900),
                context.project(),
                request.gib().orElse(1),
                request.snapshot(),
                request.zone(),
                request.type(),
                request.iops(),
                request.throughput(),
                Samples.NOW,
                new HostId("v1"),
                VolumeState.CREATING,
                1,
                Optional.empty(),
                "",
                request.tags());
    }

    @Override
    public Page<Volume> describe(
            RequestContext context, Collection<VolumeId> ids, String after, int limit) {
        authorizer.require(context.caller(), "ec2:DescribeVolumes");
        walks.addAndGet(ids.isEmpty() ? 1 : 0);
        return ids.isEmpty()
                ? page(volumes, after, limit, one -> one.id().value())
                : new Page<>(ids.stream().map(this::get).toList(), Optional.empty());
    }

    @Override
    public List<Volume> present(RequestContext context, Collection<VolumeId> ids) {
        authorizer.require(context.caller(), "ec2:DescribeVolumes");
        return volumes.values().stream().filter(one -> ids.contains(one.id())).toList();
    }

    @Override
    public List<Volume> onInstances(RequestContext context, Collection<InstanceId> instances) {
        authorizer.require(context.caller(), "ec2:DescribeVolumes");
        return volumes.values().stream()
                .filter(
                        one ->
                                one.attachment()
                                        .filter(on -> instances.contains(on.instance()))
                                        .isPresent())
                .toList();
    }

    @Override
    public List<Volume> madeOf(RequestContext context, Collection<SnapshotId> some) {
        authorizer.require(context.caller(), "ec2:DescribeVolumes");
        return volumes.values().stream()
                .filter(one -> one.snapshot().filter(some::contains).isPresent())
                .toList();
    }

    @Override
    public Volume attach(RequestContext context, VolumeId id, InstanceId instance, String device) {
        authorizer.require(context.caller(), "ec2:AttachVolume");
        Volume volume = get(id);
        if (volume.attachment().isPresent()) {
            throw new InUseException(ResourceType.VOLUME, id, "%s is in use".formatted(id));
        }
        return volume.attaching(
                Attachment.begun(instance, new HostId("h1"), device, false, Samples.NOW));
    }

    @Override
    public Volume detach(
            RequestContext context,
            VolumeId id,
            Optional<InstanceId> instance,
            Optional<String> device,
            boolean force) {
        authorizer.require(context.caller(), "ec2:DetachVolume");
        Volume volume = get(id);
        Attachment on = volume.attachment().orElseThrow();
        if (!device.map(on.device()::equals).orElse(true)) {
            throw new NotFoundException(
                    ResourceType.VOLUME_ATTACHMENT, "%s as %s".formatted(id, device.get()));
        }
        return volume.detaching(force, false);
    }

    @Override
    public void delete(RequestContext context, VolumeId id) {
        authorizer.require(context.caller(), "ec2:DeleteVolume");
        get(id);
    }

    @Override
    public Map<InstanceId, List<Volume>> ofInstances(Collection<InstanceId> instances) {
        Map<InstanceId, List<Volume>> found = new HashMap<>();
        for (Volume volume : volumes.values()) {
            volume.attachment()
                    .map(Attachment::instance)
                    .filter(instances::contains)
                    .ifPresent(on -> found.computeIfAbsent(on, i -> new ArrayList<>()).add(volume));
        }
        return found;
    }

    @Override
    public Map<InstanceId, List<Volume>> attachedIn(ProjectId project) {
        return ofInstances(
                instancesWith(project, volumes.values().stream().map(Volume::id).toList()));
    }

    @Override
    public Set<InstanceId> instancesWith(ProjectId project, Collection<VolumeId> some) {
        return volumes.values().stream()
                .filter(one -> some.contains(one.id()))
                .flatMap(one -> one.attachment().stream())
                .map(Attachment::instance)
                .collect(Collectors.toSet());
    }

    @Override
    public void check(ProjectId project, List<BlockDevice> devices) {
        throw new UnsupportedOperationException("a front end launches through the instances");
    }

    @Override
    public Set<HostId> hostsFor(
            ProjectId project, ZoneName zone, List<BlockDevice> devices, Collection<HostId> among) {
        throw new UnsupportedOperationException("a front end places nothing");
    }

    @Override
    public Set<HostId> hostsFor(InstanceId instance, Collection<HostId> among) {
        throw new UnsupportedOperationException("a front end places nothing");
    }

    @Override
    public void hold(
            ProjectId project,
            ReservationId launch,
            ZoneName zone,
            Map<InstanceId, HostId> instances,
            List<BlockDevice> devices,
            Map<String, String> tags) {
        throw new UnsupportedOperationException("a front end launches through the instances");
    }

    @Override
    public void release(ReservationId launch) {
        throw new UnsupportedOperationException("a front end launches through the instances");
    }

    @Override
    public void setDeleteOnTermination(
            RequestContext context, InstanceId instance, Map<String, Boolean> devices) {
        authorizer.require(context.caller(), "ec2:ModifyInstanceAttribute");
        changes.add(devices);
    }

    private static <T> Page<T> page(
            NavigableMap<String, T> all, String after, int limit, Function<T, String> id) {
        List<T> rest = List.copyOf(all.tailMap(after, false).values());
        List<T> items = rest.subList(0, Math.min(limit, rest.size()));
        return new Page<>(
                items,
                rest.size() > limit
                        ? Optional.of(id.apply(items.get(items.size() - 1)))
                        : Optional.empty());
    }

    /** Snapshots of them: one pending, one complete, one that failed. */
    static final class Snapshots implements SnapshotService {

        private final Authorizer authorizer;
        private final FakeVolumes volumes;
        final NavigableMap<String, Snapshot> all = new ConcurrentSkipListMap<>();

        Snapshots(Authorizer authorizer, FakeVolumes volumes) {
            this.authorizer = authorizer;
            this.volumes = volumes;
            put(Snapshot.begun(SNAPSHOT, volume(1), "for <tests>", Samples.NOW, Map.of("a", "b")));
            put(
                    Snapshot.begun(snapshotId(2), volume(2), "nightly", Samples.NOW, Map.of())
                            .completed()
                            .orElseThrow());
            put(
                    Snapshot.begun(snapshotId(3), volume(2), "", Samples.NOW, Map.of())
                            .failed("the host has no room")
                            .orElseThrow());
        }

        void put(Snapshot snapshot) {
            all.put(snapshot.id().value(), snapshot);
        }

        private Snapshot get(SnapshotId id) {
            return Optional.ofNullable(all.get(id.value()))
                    .orElseThrow(() -> new NotFoundException(ResourceType.SNAPSHOT, id));
        }

        @Override
        public Snapshot create(RequestContext context, SnapshotRequest request) {
            authorizer.require(context.caller(), "ec2:CreateSnapshot");
            return Snapshot.begun(
                    snapshotId(900),
                    volumes.get(request.volume()),
                    request.description(),
                    Samples.NOW,
                    request.tags());
        }

        @Override
        public Page<Snapshot> describe(
                RequestContext context, Collection<SnapshotId> ids, String after, int limit) {
            authorizer.require(context.caller(), "ec2:DescribeSnapshots");
            volumes.walks.addAndGet(ids.isEmpty() ? 1 : 0);
            return ids.isEmpty()
                    ? page(all, after, limit, one -> one.id().value())
                    : new Page<>(ids.stream().map(this::get).toList(), Optional.empty());
        }

        @Override
        public List<Snapshot> present(RequestContext context, Collection<SnapshotId> ids) {
            authorizer.require(context.caller(), "ec2:DescribeSnapshots");
            return all.values().stream().filter(one -> ids.contains(one.id())).toList();
        }

        @Override
        public List<Snapshot> ofVolumes(RequestContext context, Collection<VolumeId> some) {
            authorizer.require(context.caller(), "ec2:DescribeSnapshots");
            return all.values().stream().filter(one -> some.contains(one.volume())).toList();
        }

        @Override
        public void delete(RequestContext context, SnapshotId id) {
            authorizer.require(context.caller(), "ec2:DeleteSnapshot");
            get(id);
        }
    }
}

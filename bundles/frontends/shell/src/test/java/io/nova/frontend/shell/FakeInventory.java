package io.nova.frontend.shell;

import io.nova.api.compute.DriverService.DriverView;
import io.nova.api.volume.VolumeInventory;
import io.nova.model.HostId;
import io.nova.model.InstanceId;
import io.nova.model.NotFoundException;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.SnapshotId;
import io.nova.model.VolumeId;
import io.nova.model.ZoneName;
import io.nova.model.volume.Attachment;
import io.nova.model.volume.BackEnd;
import io.nova.model.volume.Snapshot;
import io.nova.model.volume.Volume;
import io.nova.model.volume.VolumeState;
import io.nova.model.volume.VolumeType;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Volumes of two hosts; a page of them holds one. */
final class FakeInventory implements VolumeInventory {

    static final InstanceId INSTANCE = new InstanceId("i-00000000000000001");
    private static final Instant MADE = Instant.parse("2026-01-01T00:00:00Z");
    private static final ZoneName ZONE = new ZoneName("nova");
    private static final HostId HOST = new HostId("host-1");

    private final NavigableMap<String, Volume> volumes = new TreeMap<>();
    private final NavigableMap<String, Snapshot> snapshots = new TreeMap<>();

    VolumeId add(int number) {
        VolumeId id = new VolumeId("vol-%017x".formatted(number));
        Volume volume =
                new Volume(
                        id,
                        new ProjectId("000000000001"),
                        number,
                        Optional.empty(),
                        ZONE,
                        VolumeType.GP2,
                        Optional.empty(),
                        Optional.empty(),
                        MADE,
                        HOST,
                        VolumeState.AVAILABLE,
                        1,
                        Optional.empty(),
                        "",
                        Map.of(),
                        new BackEnd("file", "host-1"));
        volumes.put(id.value(), volume);
        return id;
    }

    VolumeId addAttached(int number) {
        VolumeId id = add(number);
        volumes.computeIfPresent(
                id.value(),
                (key, one) ->
                        one.attaching(Attachment.begun(INSTANCE, HOST, "/dev/sdf", true, MADE)));
        return id;
    }

    SnapshotId addSnapshot(int number, VolumeId of) {
        SnapshotId id = new SnapshotId("snap-%017x".formatted(number));
        Volume volume = volumes.getOrDefault(of.value(), volumes.firstEntry().getValue());
        snapshots.put(id.value(), Snapshot.begun(id, volume, "kept", MADE, Map.of()));
        return id;
    }

    @Override
    public Page<Volume> volumes(
            RequestContext context, Collection<VolumeId> ids, String after, int limit) {
        return read(volumes, ids, after);
    }

    @Override
    public Page<Snapshot> snapshots(
            RequestContext context, Collection<SnapshotId> ids, String after, int limit) {
        return read(snapshots, ids, after);
    }

    private static <T> Page<T> read(NavigableMap<String, T> all, Collection<?> ids, String after) {
        if (!ids.isEmpty()) {
            return new Page<>(
                    ids.stream()
                            .map(
                                    id ->
                                            Optional.ofNullable(all.get(id.toString()))
                                                    .orElseThrow(
                                                            () ->
                                                                    new NotFoundException(
                                                                            ResourceType.VOLUME,
                                                                            id)))
                            .toList(),
                    Optional.empty());
        }
        Optional<String> next = Optional.ofNullable(all.higherKey(after));
        return new Page<>(
                next.stream().flatMap(key -> Stream.ofNullable(all.get(key))).toList(),
                next.filter(key -> all.higherKey(key) != null));
    }

    @Override
    public List<VolumeHostView> hosts(RequestContext context) {
        return List.of(
                host("host-1", "aoe", 20, true),
                host("host-1", "file", 10, false),
                host("store-1", "file", 10, false));
    }

    private static VolumeHostView host(String name, String technology, long gib, boolean up) {
        return new VolumeHostView(
                new HostId(name), ZONE, technology, up, MADE, 3L << 30, gib << 30);
    }

    @Override
    public List<DriverView> drivers(RequestContext context) {
        return List.of(
                new DriverView(
                        "volume",
                        "host-1",
                        "file",
                        7,
                        0,
                        1,
                        Duration.ofMillis(40),
                        Duration.ofMillis(60)));
    }
}

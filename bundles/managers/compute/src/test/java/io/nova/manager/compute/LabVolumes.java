package io.nova.manager.compute;

import io.nova.api.volume.InstanceVolumeService;
import io.nova.model.HostId;
import io.nova.model.InstanceId;
import io.nova.model.LimitExceededException;
import io.nova.model.NotFoundException;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.ReservationId;
import io.nova.model.ResourceType;
import io.nova.model.SnapshotId;
import io.nova.model.VolumeId;
import io.nova.model.ZoneName;
import io.nova.model.volume.BlockDevice;
import io.nova.model.volume.Volume;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Pretends to make volumes: it only keeps account of who holds some. */
final class LabVolumes implements InstanceVolumeService {

    static final SnapshotId SNAPSHOT = new SnapshotId("snap-00000000000000001");

    private final StateStore store;
    final List<Held> held = new ArrayList<>();
    final List<ReservationId> released = new ArrayList<>();

    /** How many of the next launches are cleaned up before they are committed. */
    int cleanedUp;

    /** How many launches there is room for. */
    int most = Integer.MAX_VALUE;

    /** Hosts on which no instance can have any volume. */
    final Set<HostId> outOfReach = new HashSet<>();

    /** What happens when a launch has its volumes, and is not committed yet. */
    Runnable onHold = () -> {};

    record Held(ReservationId launch, Map<InstanceId, HostId> instances, List<String> devices) {}

    LabVolumes(StateStore store) {
        this.store = store;
    }

    @Override
    public void check(ProjectId project, List<BlockDevice> devices) {
        for (BlockDevice device : devices) {
            device.snapshot()
                    .filter(one -> !one.equals(SNAPSHOT))
                    .ifPresent(
                            one -> {
                                throw new NotFoundException(ResourceType.SNAPSHOT, one);
                            });
        }
    }

    @Override
    public Set<HostId> hostsFor(
            ProjectId project, ZoneName zone, List<BlockDevice> devices, Collection<HostId> among) {
        return reached(among);
    }

    @Override
    public Set<HostId> hostsFor(InstanceId instance, Collection<HostId> among) {
        return reached(among);
    }

    private Set<HostId> reached(Collection<HostId> among) {
        Set<HostId> some = new HashSet<>(among);
        some.removeAll(outOfReach);
        return some;
    }

    @Override
    public void hold(
            ProjectId project,
            ReservationId launch,
            ZoneName zone,
            Map<InstanceId, HostId> instances,
            List<BlockDevice> devices,
            Map<String, String> tags) {
        if (held.size() == most) {
            throw new LimitExceededException(
                    ResourceType.VOLUME, "volumes", "there is no more room");
        }
        held.add(
                new Held(
                        launch,
                        Map.copyOf(instances),
                        devices.stream().map(BlockDevice::name).toList()));
        use(launch, 1);
        if (cleanedUp > 0) {
            cleanedUp--;
            use(launch, -1);
        }
        onHold.run();
    }

    @Override
    public void release(ReservationId launch) {
        released.add(launch);
        use(launch, -1);
    }

    private void use(ReservationId launch, int delta) {
        String scope = InstanceVolumeService.held(launch);
        CommitResult result =
                Records.commit(
                        store, Tx.of(scope + delta).quota(scope, delta, Long.MAX_VALUE).build());
        if (delta > 0 && !(result instanceof CommitResult.Ok)) {
            throw new IllegalStateException(result.toString());
        }
    }

    @Override
    public Map<InstanceId, List<Volume>> ofInstances(Collection<InstanceId> instances) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<InstanceId, List<Volume>> attachedIn(ProjectId project) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Set<InstanceId> instancesWith(ProjectId project, Collection<VolumeId> volumes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setDeleteOnTermination(
            RequestContext context, InstanceId instance, Map<String, Boolean> devices) {
        throw new UnsupportedOperationException();
    }
}

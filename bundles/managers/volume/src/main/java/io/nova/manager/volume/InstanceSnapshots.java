package io.nova.manager.volume;

import io.nova.api.identity.QuotaService;
import io.nova.api.volume.InstanceSnapshotService;
import io.nova.model.IdSource;
import io.nova.model.ImageId;
import io.nova.model.InstanceId;
import io.nova.model.ProjectId;
import io.nova.model.SnapshotId;
import io.nova.model.UnavailableException;
import io.nova.model.volume.BlockDevice;
import io.nova.model.volume.Snapshot;
import io.nova.model.volume.SnapshotState;
import io.nova.model.volume.Volume;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Keeps the bytes of instances' volumes for images of these instances. */
@Component
public final class InstanceSnapshots implements InstanceSnapshotService {

    private static final int ATTEMPTS = 20;

    private final IdSource ids;
    private final Records<Snapshot> snapshots;
    private final InstanceDevices devices;
    private final SnapshotHolds holds;
    private final SnapshotRemoval removal;

    @Activate
    public InstanceSnapshots(
            @Reference StateStore store,
            @Reference QuotaService quotas,
            @Reference Clock clock,
            @Reference IdSource ids) {
        this.ids = ids;
        this.snapshots = new Records<>(store, Kinds.SNAPSHOT);
        this.devices = new InstanceDevices(store);
        this.holds = new SnapshotHolds(store, quotas, clock, ids);
        this.removal = new SnapshotRemoval(store, ids);
    }

    @Override
    public List<BlockDevice> volumes(ProjectId project, InstanceId instance) {
        return devices.of(project, instance).values().stream()
                .map(Rec::value)
                .flatMap(one -> device(one).stream())
                .toList();
    }

    private static Optional<BlockDevice> device(Volume volume) {
        return volume.attachment()
                .map(
                        on ->
                                new BlockDevice(
                                        on.device(),
                                        Optional.empty(),
                                        Optional.of(volume.gib()),
                                        volume.type(),
                                        volume.iops(),
                                        volume.throughput(),
                                        on.deleteOnTermination()));
    }

    @Override
    public Map<String, SnapshotId> hold(
            ProjectId project,
            ImageId image,
            InstanceId instance,
            Set<String> some,
            Map<String, String> tags) {
        return holds.make(new SnapshotHolds.Wanted(project, image, instance, some, tags));
    }

    @Override
    public void release(ImageId image) {
        holds.release(image);
    }

    @Override
    public void begin(Collection<SnapshotId> some) {
        for (SnapshotId id : some) {
            var unused =
                    snapshots.change(
                            id.value(), () -> "snapshot-begin/" + ids.hex(16), Snapshot::begun);
        }
    }

    @Override
    public Progress progress(Collection<SnapshotId> some) {
        Map<String, Snapshot> found = new HashMap<>();
        snapshots
                .findAll(some.stream().map(SnapshotId::value).toList())
                .forEach(rec -> found.put(rec.id(), rec.value()));
        boolean complete = true;
        for (SnapshotId id : some) {
            Snapshot one = found.get(id.value());
            if (one == null || one.state() == SnapshotState.DELETING) {
                return Progress.failed("The snapshot '%s' is gone".formatted(id));
            }
            if (one.state() == SnapshotState.ERROR) {
                return Progress.failed(
                        "The snapshot '%s' was not made: %s".formatted(id, one.reason()));
            }
            complete &= one.state() == SnapshotState.COMPLETED;
        }
        return complete ? Progress.COMPLETE : Progress.PENDING;
    }

    @Override
    public void drop(Collection<SnapshotId> some) {
        some.forEach(this::drop);
    }

    private void drop(SnapshotId id) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Rec<Snapshot>> rec =
                    snapshots
                            .find(id.value())
                            .filter(one -> one.value().state() != SnapshotState.DELETING);
            if (rec.isEmpty() || removal.remove(rec.get()) != SnapshotRemoval.Result.LOST_RACE) {
                return;
            }
        }
        throw new UnavailableException("volume", "The snapshots change too quickly; try again");
    }
}

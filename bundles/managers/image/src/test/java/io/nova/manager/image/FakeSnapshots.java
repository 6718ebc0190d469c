package io.nova.manager.image;

import io.nova.api.volume.InstanceSnapshotService;
import io.nova.api.volume.SnapshotSources;
import io.nova.model.HostId;
import io.nova.model.ImageId;
import io.nova.model.InstanceId;
import io.nova.model.LimitExceededException;
import io.nova.model.NotFoundException;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.SnapshotId;
import io.nova.model.volume.BlockDevice;
import io.nova.model.volume.VolumeType;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** An instance's volumes and their snapshots, of which only the account is kept. */
final class FakeSnapshots implements InstanceSnapshotService, SnapshotSources {

    static final SnapshotId COMPLETE = new SnapshotId("snap-00000000000000099");

    private final StateStore store;
    final List<BlockDevice> volumes = new ArrayList<>();
    final Set<SnapshotId> there = new TreeSet<>();
    final Set<SnapshotId> begun = new TreeSet<>();
    final Map<ImageId, Collection<SnapshotId>> held = new LinkedHashMap<>();
    final List<Map<String, String>> tags = new ArrayList<>();
    Progress progress = Progress.PENDING;

    /** How many snapshots the project may have. */
    int most = 10;

    /** How many of the next images are cleaned up before they are committed. */
    int cleanedUp;

    FakeSnapshots(StateStore store) {
        this.store = store;
    }

    FakeSnapshots volume(String device, boolean goes) {
        volumes.add(
                new BlockDevice(
                        device,
                        Optional.empty(),
                        Optional.of(3),
                        VolumeType.GP2,
                        Optional.empty(),
                        Optional.empty(),
                        goes));
        return this;
    }

    @Override
    public List<BlockDevice> volumes(ProjectId project, InstanceId instance) {
        return List.copyOf(volumes);
    }

    @Override
    public Map<String, SnapshotId> hold(
            ProjectId project,
            ImageId image,
            InstanceId instance,
            Set<String> devices,
            Map<String, String> each) {
        if (there.size() + devices.size() > most) {
            throw new LimitExceededException(ResourceType.SNAPSHOT, "snapshots", "too many");
        }
        Map<String, SnapshotId> made = new LinkedHashMap<>();
        for (String device : devices) {
            SnapshotId id = new SnapshotId("snap-%017d".formatted(there.size() + made.size() + 1));
            made.put(device, id);
        }
        there.addAll(made.values());
        tags.add(each);
        held.put(image, List.copyOf(made.values()));
        use(image, 1);
        if (cleanedUp > 0) {
            cleanedUp--;
            release(image);
        }
        return made;
    }

    @Override
    public void release(ImageId image) {
        Collection<SnapshotId> made = held.remove(image);
        if (made != null && use(image, -1)) {
            there.removeAll(made);
        }
    }

    private boolean use(ImageId image, int delta) {
        String scope = InstanceSnapshotService.held(image);
        CommitResult result =
                Records.commit(
                        store, Tx.of(scope + delta).quota(scope, delta, Long.MAX_VALUE).build());
        return result instanceof CommitResult.Ok;
    }

    @Override
    public void begin(Collection<SnapshotId> snapshots) {
        begun.addAll(snapshots);
    }

    @Override
    public Progress progress(Collection<SnapshotId> snapshots) {
        return snapshots.isEmpty() ? Progress.COMPLETE : progress;
    }

    /** As the volume manager does, it keeps what an image needs. */
    @Override
    public void drop(Collection<SnapshotId> snapshots) {
        for (SnapshotId id : snapshots) {
            if (store.used(SnapshotSources.images(id)) == 0) {
                there.remove(id);
            }
        }
    }

    @Override
    public SnapshotSources.Source source(RequestContext context, SnapshotId snapshot) {
        if (!snapshot.equals(COMPLETE)) {
            throw new NotFoundException(ResourceType.SNAPSHOT, snapshot);
        }
        return new SnapshotSources.Source(snapshot, new HostId("h1"), 2);
    }
}

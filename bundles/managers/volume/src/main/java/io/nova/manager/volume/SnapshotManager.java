package io.nova.manager.volume;

import io.nova.api.identity.Authorizer;
import io.nova.api.identity.Quota;
import io.nova.api.identity.QuotaService;
import io.nova.api.volume.SnapshotRequest;
import io.nova.api.volume.SnapshotService;
import io.nova.model.ConflictException;
import io.nova.model.IdSource;
import io.nova.model.InUseException;
import io.nova.model.IncorrectStateException;
import io.nova.model.LimitExceededException;
import io.nova.model.NotFoundException;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.SnapshotId;
import io.nova.model.VolumeId;
import io.nova.model.volume.Snapshot;
import io.nova.model.volume.SnapshotState;
import io.nova.model.volume.Volume;
import io.nova.model.volume.VolumeState;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Keeps the snapshots of projects: one commit for each request, and the hosts follow. */
@Component
public final class SnapshotManager implements SnapshotService {

    private static final int ATTEMPTS = 20;

    private final StateStore store;
    private final Authorizer authorizer;
    private final QuotaService quotas;
    private final Clock clock;
    private final IdSource ids;
    private final Records<Snapshot> snapshots;
    private final SnapshotRemoval removal;

    @Activate
    public SnapshotManager(
            @Reference StateStore store,
            @Reference Authorizer authorizer,
            @Reference QuotaService quotas,
            @Reference Clock clock,
            @Reference IdSource ids) {
        this.store = store;
        this.authorizer = authorizer;
        this.quotas = quotas;
        this.clock = clock;
        this.ids = ids;
        this.snapshots = new Records<>(store, Kinds.SNAPSHOT);
        this.removal = new SnapshotRemoval(store, ids);
    }

    @Override
    public Snapshot create(RequestContext context, SnapshotRequest request) {
        authorizer.require(context.caller(), "ec2:CreateSnapshot");
        ProjectId project = context.project();
        SnapshotId id = SnapshotId.next(ids);
        long limit = quotas.limit(project, Quota.SNAPSHOTS);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Rec<Volume> volume = source(project, request.volume());
            Snapshot snapshot =
                    Snapshot.begun(
                            id,
                            volume.value(),
                            request.description(),
                            clock.instant(),
                            request.tags());
            Tx tx =
                    Tx.of("snapshot/" + id + "/" + attempt)
                            // Else a volume that is being deleted could still be asked for.
                            .expect(Kinds.VOLUME, volume.id(), volume.version())
                            .create(Kinds.SNAPSHOT, id.value(), snapshot)
                            .quota(Quota.SNAPSHOTS.scope(project), 1, limit)
                            .build();
            CommitResult result = Records.commit(store, tx);
            if (result instanceof CommitResult.Ok) {
                return snapshot;
            }
            if (result instanceof CommitResult.QuotaExceeded) {
                throw limit(limit);
            }
        }
        throw busy(ResourceType.VOLUME, request.volume());
    }

    private Rec<Volume> source(ProjectId project, VolumeId id) {
        Rec<Volume> rec =
                store.get(Kinds.VOLUME, id.value())
                        .filter(one -> one.value().project().equals(project))
                        .orElseThrow(() -> new NotFoundException(ResourceType.VOLUME, id));
        requireThere(rec.value());
        return rec;
    }

    /**
     * @throws IncorrectStateException if the volume has no bytes to keep
     */
    static void requireThere(Volume volume) {
        VolumeState state = volume.state();
        if (state != VolumeState.AVAILABLE && state != VolumeState.IN_USE) {
            throw new IncorrectStateException(
                    ResourceType.VOLUME,
                    volume.id(),
                    "The volume '%s' is %s; it must be available or in use"
                            .formatted(volume.id(), state.word()));
        }
    }

    @Override
    public Page<Snapshot> describe(
            RequestContext context, Collection<SnapshotId> asked, String after, int limit) {
        authorizer.require(context.caller(), "ec2:DescribeSnapshots");
        ProjectId project = context.project();
        if (asked.isEmpty()) {
            Page<Snapshot> page =
                    snapshots.page(Kinds.ofProject(project), after, limit).map(Rec::value);
            return new Page<>(
                    page.items().stream()
                            .filter(one -> one.state() != SnapshotState.DELETING)
                            .toList(),
                    page.next());
        }
        List<Snapshot> found = new ArrayList<>();
        for (SnapshotId id : asked.stream().distinct().toList()) {
            found.add(require(project, id).value());
        }
        return new Page<>(found, Optional.empty());
    }

    @Override
    public List<Snapshot> present(RequestContext context, Collection<SnapshotId> asked) {
        authorizer.require(context.caller(), "ec2:DescribeSnapshots");
        List<String> sorted = asked.stream().map(SnapshotId::value).distinct().sorted().toList();
        return snapshots.findAll(sorted).stream()
                .map(Rec::value)
                .filter(one -> isShown(context.project(), one))
                .toList();
    }

    @Override
    public List<Snapshot> ofVolumes(RequestContext context, Collection<VolumeId> asked) {
        authorizer.require(context.caller(), "ec2:DescribeSnapshots");
        List<Snapshot> found = new ArrayList<>();
        for (VolumeId volume : Set.copyOf(asked)) {
            snapshots.each(Kinds.ofVolume(volume), rec -> found.add(rec.value()));
        }
        return found.stream()
                .filter(one -> isShown(context.project(), one))
                .sorted(Comparator.comparing(Snapshot::id))
                .toList();
    }

    private static boolean isShown(ProjectId project, Snapshot one) {
        return one.project().equals(project) && one.state() != SnapshotState.DELETING;
    }

    @Override
    public void delete(RequestContext context, SnapshotId id) {
        authorizer.require(context.caller(), "ec2:DeleteSnapshot");
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            switch (removal.remove(require(context.project(), id))) {
                case DONE -> {
                    return;
                }
                case BEING_COPIED ->
                        throw new InUseException(
                                ResourceType.SNAPSHOT,
                                id,
                                "A volume is being made of the snapshot '%s'; try again when it is there"
                                        .formatted(id));
                case IMAGED ->
                        throw new InUseException(
                                ResourceType.SNAPSHOT,
                                id,
                                "The snapshot '%s' is in use by an image; deregister that first"
                                        .formatted(id));
                case LOST_RACE -> {
                    // Look again.
                }
            }
        }
        throw busy(ResourceType.SNAPSHOT, id);
    }

    static LimitExceededException limit(long limit) {
        return new LimitExceededException(
                ResourceType.SNAPSHOT,
                "snapshots",
                ("The project may have %d snapshots at most; delete some, or ask the"
                                + " operator for a higher quota")
                        .formatted(limit));
    }

    private Rec<Snapshot> require(ProjectId project, SnapshotId id) {
        return snapshots
                .find(id.value())
                .filter(rec -> rec.value().project().equals(project))
                .filter(rec -> rec.value().state() != SnapshotState.DELETING)
                .orElseThrow(() -> new NotFoundException(ResourceType.SNAPSHOT, id));
    }

    private static ConflictException busy(ResourceType type, Object id) {
        return new ConflictException(
                ConflictException.Reason.CONCURRENT_CHANGE,
                type,
                id,
                "'%s' is being changed by other requests; try again".formatted(id));
    }
}

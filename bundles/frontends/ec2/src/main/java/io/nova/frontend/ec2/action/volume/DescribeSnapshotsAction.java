package io.nova.frontend.ec2.action.volume;

import io.nova.api.volume.SnapshotService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Filters;
import io.nova.frontend.ec2.query.Paging;
import io.nova.frontend.ec2.query.Query;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.SnapshotId;
import io.nova.model.VolumeId;
import io.nova.model.volume.Snapshot;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows the project's snapshots. */
@Component(service = Ec2Action.class)
public final class DescribeSnapshotsAction implements Ec2Action {

    private static final Filters<Snapshot> FILTERS =
            new Filters.Builder<Snapshot>()
                    .on("description", Snapshot::description)
                    .on("encrypted", snapshot -> false)
                    .onNothing("owner-alias")
                    .on("owner-id", Snapshot::project)
                    .on("progress", SnapshotXml::progress)
                    .on("snapshot-id", Snapshot::id)
                    .on("start-time", Snapshot::started)
                    .on("status", snapshot -> snapshot.state().word())
                    .on("storage-tier", snapshot -> "standard")
                    .on("transfer-type", snapshot -> "standard")
                    .on("volume-id", Snapshot::volume)
                    .on("volume-size", Snapshot::gib)
                    .onTags(Snapshot::tags)
                    .build();

    private static final ActionSpec SPEC =
            ActionSpec.reads("DescribeSnapshots", ResourceType.SNAPSHOT)
                    .takes("SnapshotId.N", "Owner.N", "RestorableBy.N")
                    .describes(FILTERS)
                    .build();

    /** Clients name these too; but for the first nobody here is called so. */
    private static final Set<String> ALIASES = Set.of("self", "amazon", "aws-marketplace", "all");

    private final SnapshotService snapshots;

    @Activate
    public DescribeSnapshotsAction(@Reference SnapshotService snapshots) {
        this.snapshots = snapshots;
    }

    @Override
    public ActionSpec spec() {
        return SPEC;
    }

    @Override
    public XmlBody perform(RequestContext context, Query query) {
        List<SnapshotId> ids = query.list("SnapshotId", SnapshotId::new);
        Paging paging = Paging.of(query, !ids.isEmpty());
        Predicate<Snapshot> matching =
                FILTERS.of(query)
                        .and(of(context, query, "Owner"))
                        .and(of(context, query, "RestorableBy"));
        Optional<List<Snapshot>> few = ids.isEmpty() ? few(context, query) : Optional.empty();
        Page<Snapshot> page =
                paging.read(
                        (after, limit) ->
                                few.map(some -> page(some, after, limit))
                                        .orElseGet(
                                                () ->
                                                        snapshots.describe(
                                                                context, ids, after, limit)),
                        matching);
        return xml ->
                xml.items("snapshotSet", page.items(), one -> SnapshotXml.write(xml, one))
                        .text("nextToken", page.next().map(paging::token));
    }

    private static Page<Snapshot> page(List<Snapshot> few, String after, int limit) {
        return Paging.page(few, one -> one.id().value(), after, limit);
    }

    /** Returns what a filter lets be looked up; empty if none does. */
    private Optional<List<Snapshot>> few(RequestContext context, Query query) {
        return Filters.ids(query, "snapshot-id", SnapshotId::new)
                .map(some -> snapshots.present(context, some))
                .or(
                        () ->
                                Filters.ids(query, "volume-id", VolumeId::new)
                                        .map(some -> snapshots.ofVolumes(context, some)));
    }

    /** Snapshots are their owner's alone: who owns one and who may restore it are the same. */
    private static Predicate<Snapshot> of(RequestContext context, Query query, String list) {
        List<String> projects = query.list(list);
        projects.stream().filter(one -> !ALIASES.contains(one)).forEach(ProjectId::new);
        ProjectId self = context.project();
        return snapshot ->
                projects.isEmpty()
                        || projects.contains(snapshot.project().value())
                        || (projects.contains("self") && snapshot.project().equals(self));
    }
}

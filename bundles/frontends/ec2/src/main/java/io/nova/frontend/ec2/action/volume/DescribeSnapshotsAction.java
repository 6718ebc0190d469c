package io.nova.frontend.ec2.action.volume;

import io.nova.api.volume.SnapshotService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Filters;
import io.nova.frontend.ec2.query.Paging;
import io.nova.frontend.ec2.query.Projects;
import io.nova.frontend.ec2.query.Type;
import io.nova.frontend.ec2.query.Values;
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

    /** A project, or what clients call some; but for the first nobody here is called so. */
    private static final Type<String> PROJECT =
            Projects.orOneOf("self", "amazon", "aws-marketplace", "all");

    private static final Values<SnapshotId> SNAPSHOT_IDS = Values.of("SnapshotId", SnapshotId::new);
    private static final Values<String> OWNERS = Values.of("Owner", PROJECT);
    private static final Values<String> RESTORABLE_BY = Values.of("RestorableBy", PROJECT);

    private static final ActionSpec SPEC =
            ActionSpec.reads("DescribeSnapshots", ResourceType.SNAPSHOT)
                    .takes(SNAPSHOT_IDS, OWNERS, RESTORABLE_BY)
                    .describes(FILTERS)
                    .build();

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
    public XmlBody perform(RequestContext context, Arguments call) {
        List<SnapshotId> ids = call.list(SNAPSHOT_IDS);
        Paging paging = Paging.of(call, !ids.isEmpty());
        Predicate<Snapshot> matching =
                FILTERS.of(call)
                        .and(of(context, call, OWNERS))
                        .and(of(context, call, RESTORABLE_BY));
        Optional<List<Snapshot>> few = ids.isEmpty() ? few(context, call) : Optional.empty();
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
    private Optional<List<Snapshot>> few(RequestContext context, Arguments call) {
        return Filters.ids(call, "snapshot-id", SnapshotId::new)
                .map(some -> snapshots.present(context, some))
                .or(
                        () ->
                                Filters.ids(call, "volume-id", VolumeId::new)
                                        .map(some -> snapshots.ofVolumes(context, some)));
    }

    /** Snapshots are their owner's alone: who owns one and who may restore it are the same. */
    private static Predicate<Snapshot> of(
            RequestContext context, Arguments call, Values<String> list) {
        List<String> projects = call.list(list);
        ProjectId self = context.project();
        return snapshot ->
                projects.isEmpty()
                        || projects.contains(snapshot.project().value())
                        || (projects.contains("self") && snapshot.project().equals(self));
    }
}

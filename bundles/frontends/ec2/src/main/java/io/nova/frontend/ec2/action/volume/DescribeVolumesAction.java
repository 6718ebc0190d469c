package io.nova.frontend.ec2.action.volume;

import io.nova.api.volume.VolumeService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Filters;
import io.nova.frontend.ec2.query.Paging;
import io.nova.frontend.ec2.query.Values;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.frontend.ec2.xml.XmlWriter;
import io.nova.model.InstanceId;
import io.nova.model.Page;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.SnapshotId;
import io.nova.model.VolumeId;
import io.nova.model.volume.Attachment;
import io.nova.model.volume.Volume;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows the project's volumes. */
@Component(service = Ec2Action.class)
public final class DescribeVolumesAction implements Ec2Action {

    private static final Filters<Volume> FILTERS =
            new Filters.Builder<Volume>()
                    .onAny("attachment.attach-time", on(Attachment::since))
                    .onAny("attachment.delete-on-termination", on(Attachment::deleteOnTermination))
                    .onAny("attachment.device", on(Attachment::device))
                    .onAny("attachment.instance-id", on(Attachment::instance))
                    .onAny("attachment.status", on(one -> one.state().word()))
                    .on("availability-zone", Volume::zone)
                    .on("availability-zone-id", Volume::zone)
                    .on("create-time", Volume::created)
                    .on("encrypted", volume -> false)
                    .on("fast-restored", volume -> false)
                    .on("multi-attach-enabled", volume -> false)
                    .on("operator.managed", volume -> false)
                    .onNothing("operator.principal")
                    .on("size", Volume::gib)
                    .on("snapshot-id", VolumeXml::snapshot)
                    .on("status", volume -> volume.state().word())
                    .on("volume-id", Volume::id)
                    .on("volume-type", volume -> volume.type().word())
                    .onTags(Volume::tags)
                    .build();

    private static final Values<VolumeId> VOLUME_IDS = Values.of("VolumeId", VolumeId::new);

    private static final ActionSpec SPEC =
            ActionSpec.reads("DescribeVolumes", ResourceType.VOLUME)
                    .takes(VOLUME_IDS)
                    .flags("IncludeManagedResources")
                    .describes(FILTERS)
                    .build();

    private final VolumeService volumes;

    @Activate
    public DescribeVolumesAction(@Reference VolumeService volumes) {
        this.volumes = volumes;
    }

    @Override
    public ActionSpec spec() {
        return SPEC;
    }

    @Override
    public XmlBody perform(RequestContext context, Arguments call) {
        List<VolumeId> ids = call.list(VOLUME_IDS);
        Paging paging = Paging.of(call, !ids.isEmpty());
        Predicate<Volume> matching = FILTERS.of(call);
        Optional<List<Volume>> few = ids.isEmpty() ? few(context, call) : Optional.empty();
        Page<Volume> page =
                paging.read(
                        (after, limit) ->
                                few.map(some -> page(some, after, limit))
                                        .orElseGet(
                                                () -> volumes.describe(context, ids, after, limit)),
                        matching);
        return xml ->
                xml.items("volumeSet", page.items(), one -> VolumeXml.write(xml, one))
                        .text("nextToken", page.next().map(paging::token));
    }

    private static Page<Volume> page(List<Volume> few, String after, int limit) {
        return Paging.page(few, one -> one.id().value(), after, limit);
    }

    /** Returns what a filter lets be looked up; empty if none does. */
    private Optional<List<Volume>> few(RequestContext context, Arguments call) {
        return Filters.ids(call, "volume-id", VolumeId::new)
                .map(some -> volumes.present(context, some))
                .or(
                        () ->
                                Filters.ids(call, "attachment.instance-id", InstanceId::new)
                                        .map(some -> volumes.onInstances(context, some)))
                .or(
                        () ->
                                Filters.ids(call, "snapshot-id", SnapshotId::new)
                                        .map(some -> volumes.madeOf(context, some)));
    }

    private static Function<Volume, Collection<String>> on(Function<Attachment, Object> part) {
        return volume ->
                volume.attachment().map(part).map(XmlWriter::shown).map(List::of).orElse(List.of());
    }
}

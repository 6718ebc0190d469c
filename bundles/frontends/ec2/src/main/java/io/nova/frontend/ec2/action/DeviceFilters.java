package io.nova.frontend.ec2.action;

import io.nova.api.compute.InstanceLookup;
import io.nova.api.compute.InstanceLookup.By;
import io.nova.api.volume.InstanceVolumeService;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Filters;
import io.nova.frontend.ec2.xml.XmlWriter;
import io.nova.model.InstanceId;
import io.nova.model.ProjectId;
import io.nova.model.VolumeId;
import io.nova.model.compute.Instance;
import io.nova.model.volume.Attachment;
import io.nova.model.volume.Volume;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The filters of DescribeInstances on the volumes of an instance. A request that has one reads
 * these volumes at once, from an index, and not for each instance; an instance without any cannot
 * match.
 *
 * @param volumes of the instances that can match
 */
record DeviceFilters(Map<InstanceId, List<Volume>> volumes) {

    /** Of a request without such a filter. */
    static final DeviceFilters NONE = new DeviceFilters(Map.of());

    private static final String DEVICE = "block-device-mapping.";
    private static final String VOLUME_ID = DEVICE + "volume-id";

    /**
     * Returns them for a request; empty if it has no such filter.
     *
     * @param ids the instances that it names; empty: any
     */
    static Optional<DeviceFilters> of(
            Arguments call,
            List<InstanceId> ids,
            ProjectId project,
            InstanceVolumeService service) {
        if (Filters.given(call).stream().noneMatch(name -> name.startsWith(DEVICE))) {
            return Optional.empty();
        }
        Set<InstanceId> named = new LinkedHashSet<>(ids);
        Optional<Set<InstanceId>> few =
                named.isEmpty()
                        ? Filters.ids(call, VOLUME_ID, VolumeId::new)
                                .map(some -> service.instancesWith(project, some))
                        : Optional.of(named);
        return Optional.of(
                new DeviceFilters(
                        few.map(service::ofInstances)
                                .orElseGet(() -> service.attachedIn(project))));
    }

    /** Returns what the instances that can match are looked up by. */
    InstanceLookup lookup() {
        return new InstanceLookup(
                By.ID,
                volumes.keySet().stream().map(InstanceId::value).collect(Collectors.toSet()));
    }

    void addTo(Filters.Builder<Instance> filters) {
        filters.onAny(DEVICE + "attach-time", on(Attachment::since))
                .onAny(DEVICE + "delete-on-termination", on(Attachment::deleteOnTermination))
                .onAny(DEVICE + "device-name", on(Attachment::device))
                .onAny(DEVICE + "status", on(one -> one.state().word()))
                .onAny(VOLUME_ID, one -> texts(of(one).map(Volume::id)));
    }

    private Function<Instance, Collection<String>> on(Function<Attachment, Object> part) {
        return one -> texts(of(one).flatMap(volume -> volume.attachment().stream()).map(part));
    }

    private Stream<Volume> of(Instance one) {
        return volumes.getOrDefault(one.id(), List.of()).stream();
    }

    private static List<String> texts(Stream<?> values) {
        return values.map(XmlWriter::shown).toList();
    }
}

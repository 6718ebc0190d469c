package io.nova.manager.compute;

import io.nova.api.compute.InstanceLookup.By;
import io.nova.api.tag.TaggedResources;
import io.nova.model.IdSource;
import io.nova.model.NotFoundException;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.ResourceType;
import io.nova.model.compute.Instance;
import io.nova.model.compute.InstanceState;
import io.nova.model.compute.LaunchSpec;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The tags of network interfaces, which are kept with their instances and end with these. */
@Component
public final class NetworkInterfaceTags implements TaggedResources {

    private final Records<Instance> instances;
    private final IdSource ids;

    @Activate
    public NetworkInterfaceTags(@Reference StateStore store, @Reference IdSource ids) {
        this.instances = new Records<>(store, Kinds.INSTANCE);
        this.ids = ids;
    }

    @Override
    public Map<String, String> kinds() {
        return Map.of("eni", "network-interface");
    }

    private Optional<Rec<Instance>> holder(ProjectId project, String id) {
        return instances.page(Kinds.of(project, By.NETWORK_INTERFACE, id), "", 1).items().stream()
                .filter(rec -> rec.value().project().equals(project))
                .findFirst();
    }

    private static Map<String, String> tags(Instance instance) {
        return instance.spec().options().interfaceTags();
    }

    @Override
    public Optional<Map<String, String>> find(ProjectId project, String id) {
        return holder(project, id).map(rec -> tags(rec.value()));
    }

    @Override
    public void retag(ProjectId project, String id, UnaryOperator<Map<String, String>> change) {
        Optional<?> changed =
                holder(project, id)
                        .flatMap(
                                rec ->
                                        instances.change(
                                                rec.id(),
                                                () -> "tag/" + ids.hex(16),
                                                one -> retagged(one, change)));
        if (changed.isEmpty()) {
            throw new NotFoundException(ResourceType.NETWORK_INTERFACE, id);
        }
    }

    /** The instance may have ended since it was found. */
    private static Optional<Instance> retagged(
            Instance instance, UnaryOperator<Map<String, String>> change) {
        if (instance.state() == InstanceState.TERMINATED) {
            return Optional.empty();
        }
        LaunchSpec spec = instance.spec();
        return Optional.of(
                instance.with(
                        spec.with(spec.options().withInterfaceTags(change.apply(tags(instance))))));
    }

    /**
     * Instances are in the order of their own ids, so all of the few that are concerned are read.
     */
    @Override
    public Page<Tagged> list(ProjectId project, String kind, String afterId, int limit) {
        List<Tagged> all = new ArrayList<>();
        instances.each(
                Kinds.ofTaggedPorts(project),
                rec -> all.add(new Tagged(rec.value().port().id().value(), tags(rec.value()))));
        return TaggedResources.page(all, afterId, limit);
    }
}

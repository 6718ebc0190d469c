package io.nova.manager.compute;

import io.nova.api.tag.TaggedResources;
import io.nova.model.IdSource;
import io.nova.model.NotFoundException;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.ResourceType;
import io.nova.model.compute.Instance;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The tags of instances. */
@Component
public final class InstanceTags implements TaggedResources {

    private final Records<Instance> instances;
    private final IdSource ids;

    @Activate
    public InstanceTags(@Reference StateStore store, @Reference IdSource ids) {
        this.instances = new Records<>(store, Kinds.INSTANCE);
        this.ids = ids;
    }

    @Override
    public Map<String, String> kinds() {
        return Map.of("i", "instance");
    }

    @Override
    public Optional<Map<String, String>> find(ProjectId project, String id) {
        return instances
                .find(id)
                .map(Rec::value)
                .filter(one -> one.project().equals(project))
                .map(Instance::tags);
    }

    @Override
    public void retag(ProjectId project, String id, UnaryOperator<Map<String, String>> change) {
        Optional<?> changed =
                instances.change(
                        id,
                        () -> "tag/" + ids.hex(16),
                        one ->
                                one.project().equals(project)
                                        ? Optional.of(one.withTags(change.apply(one.tags())))
                                        : Optional.empty());
        if (changed.isEmpty()) {
            throw new NotFoundException(ResourceType.INSTANCE, id);
        }
    }

    @Override
    public Page<Tagged> list(ProjectId project, String kind, String afterId, int limit) {
        return instances
                .page(Kinds.ofProject(project), afterId, limit)
                .map(rec -> new Tagged(rec.id(), rec.value().tags()));
    }
}

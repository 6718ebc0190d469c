package io.nova.manager.volume;

import io.nova.api.tag.TaggedResources;
import io.nova.model.IdSource;
import io.nova.model.NotFoundException;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.ResourceType;
import io.nova.model.volume.Volume;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The tags of volumes. */
@Component
public final class VolumeTags implements TaggedResources {

    private final Records<Volume> volumes;
    private final IdSource ids;

    @Activate
    public VolumeTags(@Reference StateStore store, @Reference IdSource ids) {
        this.volumes = new Records<>(store, Kinds.VOLUME);
        this.ids = ids;
    }

    @Override
    public Map<String, String> kinds() {
        return Map.of("vol", "volume");
    }

    @Override
    public Optional<Map<String, String>> find(ProjectId project, String id) {
        return volumes.find(id)
                .map(Rec::value)
                .filter(one -> one.project().equals(project))
                .map(Volume::tags);
    }

    @Override
    public void retag(ProjectId project, String id, UnaryOperator<Map<String, String>> change) {
        Optional<?> changed =
                volumes.change(
                        id,
                        () -> "tag/" + ids.hex(16),
                        one ->
                                one.project().equals(project)
                                        ? Optional.of(one.withTags(change.apply(one.tags())))
                                        : Optional.empty());
        if (changed.isEmpty()) {
            throw new NotFoundException(ResourceType.VOLUME, id);
        }
    }

    @Override
    public Page<Tagged> list(ProjectId project, String kind, String afterId, int limit) {
        return volumes.page(Kinds.ofProject(project), afterId, limit)
                .map(rec -> new Tagged(rec.id(), rec.value().tags()));
    }
}

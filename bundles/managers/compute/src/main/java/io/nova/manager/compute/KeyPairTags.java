package io.nova.manager.compute;

import io.nova.api.tag.TaggedResources;
import io.nova.model.IdSource;
import io.nova.model.NotFoundException;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.ResourceType;
import io.nova.model.compute.KeyPair;
import io.nova.spi.state.IndexEntry;
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

/** The tags of key pairs, whose records go by their names. */
@Component
public final class KeyPairTags implements TaggedResources {

    private final Records<KeyPair> pairs;
    private final IdSource ids;

    @Activate
    public KeyPairTags(@Reference StateStore store, @Reference IdSource ids) {
        this.pairs = new Records<>(store, Kinds.KEY_PAIR);
        this.ids = ids;
    }

    @Override
    public Map<String, String> kinds() {
        return Map.of("key", "key-pair");
    }

    private Optional<Rec<KeyPair>> byId(ProjectId project, String id) {
        return pairs.page(new IndexEntry("id", id), "", 1).items().stream()
                .filter(rec -> rec.value().project().equals(project))
                .findFirst();
    }

    @Override
    public Optional<Map<String, String>> find(ProjectId project, String id) {
        return byId(project, id).map(rec -> rec.value().tags());
    }

    @Override
    public void retag(ProjectId project, String id, UnaryOperator<Map<String, String>> change) {
        Optional<?> changed =
                byId(project, id)
                        .flatMap(
                                rec ->
                                        pairs.change(
                                                rec.id(),
                                                () -> "tag/" + ids.hex(16),
                                                one ->
                                                        one.id().value().equals(id)
                                                                ? Optional.of(
                                                                        one.withTags(
                                                                                change.apply(
                                                                                        one
                                                                                                .tags())))
                                                                : Optional.empty()));
        if (changed.isEmpty()) {
            throw new NotFoundException(ResourceType.KEY_PAIR, id);
        }
    }

    /** A project has a bounded number of them, in the order of their names. */
    @Override
    public Page<Tagged> list(ProjectId project, String kind, String afterId, int limit) {
        List<Tagged> all = new ArrayList<>();
        pairs.each(
                Kinds.ofProject(project),
                rec -> all.add(new Tagged(rec.value().id().value(), rec.value().tags())));
        return TaggedResources.page(all, afterId, limit);
    }
}

package io.nova.manager.network;

import io.nova.model.Id;
import io.nova.model.NotFoundException;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.ResourceType;
import io.nova.model.network.NetworkResource;
import io.nova.spi.state.Kind;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What projects have of one kind: others' are not there. */
final class Owned<T extends NetworkResource> {

    private final Records<T> records;
    private final ResourceType type;

    Owned(StateStore store, Kind<T> kind, ResourceType type) {
        this.records = new Records<>(store, kind);
        this.type = type;
    }

    Rec<T> get(ProjectId project, Object id) {
        return find(project, id.toString()).orElseThrow(() -> new NotFoundException(type, id));
    }

    Optional<Rec<T>> find(ProjectId project, String id) {
        return records.find(id).filter(rec -> rec.value().project().equals(project));
    }

    /** Returns exactly those of the ids, or a page of all if there are no ids. */
    Page<T> page(ProjectId project, Collection<? extends Id> ids, String after, int limit) {
        if (ids.isEmpty()) {
            return records.page(Kinds.ofProject(project), after, limit).map(Rec::value);
        }
        Map<String, T> found = new LinkedHashMap<>();
        for (Rec<T> rec : records.findAll(ids.stream().map(Id::value).distinct().toList())) {
            if (rec.value().project().equals(project)) {
                found.put(rec.id(), rec.value());
            }
        }
        for (Id id : ids) {
            if (!found.containsKey(id.value())) {
                throw new NotFoundException(type, id);
            }
        }
        return new Page<>(java.util.List.copyOf(found.values()), Optional.empty());
    }
}

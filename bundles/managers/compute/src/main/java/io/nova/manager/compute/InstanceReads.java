package io.nova.manager.compute;

import io.nova.api.compute.InstanceQuery;
import io.nova.model.Caller;
import io.nova.model.InstanceId;
import io.nova.model.NotFoundException;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.ResourceType;
import io.nova.model.Role;
import io.nova.model.compute.Instance;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads instances by an index, never by a scan of other projects'. */
final class InstanceReads {

    private final Records<Instance> records;

    InstanceReads(Records<Instance> records) {
        this.records = records;
    }

    /** Returns the instance, if it is the caller's to see. */
    Instance get(Caller caller, InstanceId id) {
        return records.find(id.value())
                .map(Rec::value)
                .filter(instance -> visible(caller, instance))
                .orElseThrow(() -> new NotFoundException(ResourceType.INSTANCE, id));
    }

    static boolean visible(Caller caller, Instance instance) {
        return instance.project().equals(caller.project()) || caller.has(Role.CLOUDADMIN);
    }

    Page<Instance> page(ProjectId project, InstanceQuery query) {
        return query.ids().isEmpty() ? walk(project, query) : byIds(project, query);
    }

    private Page<Instance> byIds(ProjectId project, InstanceQuery query) {
        Set<String> ids = new LinkedHashSet<>();
        query.ids().forEach(id -> ids.add(id.value()));
        List<Instance> matching = new ArrayList<>(ids.size());
        Set<String> missing = new LinkedHashSet<>(ids);
        for (Rec<Instance> rec : records.findAll(ids)) {
            Instance one = rec.value();
            if (query.everyProject() || one.project().equals(project)) {
                missing.remove(rec.id());
                if (query.matching().test(one)) {
                    matching.add(one);
                }
            }
        }
        if (!missing.isEmpty()) {
            throw new NotFoundException(ResourceType.INSTANCE, missing.iterator().next());
        }
        return new Page<>(matching, Optional.empty());
    }

    private Page<Instance> walk(ProjectId project, InstanceQuery query) {
        IndexEntry entry = query.everyProject() ? Kinds.ALL : Kinds.ofProject(project);
        List<Instance> matching = new ArrayList<>();
        String after = query.after();
        while (true) {
            Page<Rec<Instance>> page = records.page(entry, after, query.limit());
            for (Rec<Instance> rec : page.items()) {
                if (matching.size() == query.limit()) {
                    return new Page<>(matching, Optional.of(after));
                }
                after = rec.id();
                if (query.matching().test(rec.value())) {
                    matching.add(rec.value());
                }
            }
            if (page.next().isEmpty()) {
                return new Page<>(matching, Optional.empty());
            }
            after = page.next().get();
        }
    }
}

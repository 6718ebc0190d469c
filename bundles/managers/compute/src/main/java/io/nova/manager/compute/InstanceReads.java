package io.nova.manager.compute;

import io.nova.api.compute.InstanceLookup;
import io.nova.api.compute.InstanceLookup.By;
import io.nova.api.compute.InstanceQuery;
import io.nova.model.Caller;
import io.nova.model.InstanceId;
import io.nova.model.NotFoundException;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.ResourceType;
import io.nova.model.Role;
import io.nova.model.compute.Instance;
import io.nova.model.compute.InstanceState;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Names;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
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
        if (!query.ids().isEmpty()) {
            return byIds(project, query);
        }
        Optional<InstanceLookup> ids = query.lookup().filter(one -> one.by() == By.ID);
        return ids.isPresent() ? among(project, query, ids.get().values()) : walk(project, query);
    }

    /** Unlike ids that were asked for, those of a filter need not be there. */
    private Page<Instance> among(ProjectId project, InstanceQuery query, Set<String> ids) {
        List<String> asked =
                ids.stream()
                        .filter(id -> Names.ORDER.compare(id, query.after()) > 0)
                        .sorted(Names.ORDER)
                        .toList();
        List<Instance> found =
                records.findAll(asked).stream()
                        .map(Rec::value)
                        .filter(one -> isAsked(project, query, one))
                        .toList();
        return found.size() <= query.limit()
                ? new Page<>(found, Optional.empty())
                : new Page<>(
                        found.subList(0, query.limit()),
                        Optional.of(found.get(query.limit() - 1).id().value()));
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
        Entries entries = new Entries(records, entries(project, query));
        // One more than asked for tells whether there is more.
        int step = Math.min(query.limit() + 1, StateStore.MAX_PAGE);
        List<Instance> matching = new ArrayList<>();
        String after = query.after();
        while (true) {
            Page<Rec<Instance>> page = entries.page(after, step);
            for (Rec<Instance> rec : page.items()) {
                if (matching.size() == query.limit()) {
                    return new Page<>(matching, Optional.of(after));
                }
                after = rec.id();
                if (isAsked(project, query, rec.value())) {
                    matching.add(rec.value());
                }
            }
            if (page.next().isEmpty()) {
                return new Page<>(matching, Optional.empty());
            }
            after = page.next().get();
        }
    }

    /** Returns the project's instances with the key pair, but for those that have ended. */
    List<Instance> withKey(ProjectId project, String keyName) {
        List<Instance> found = new ArrayList<>();
        records.each(
                Kinds.ofProject(project),
                rec -> {
                    Instance one = rec.value();
                    if (one.state() != InstanceState.TERMINATED
                            && one.spec().keyName().equals(Optional.of(keyName))) {
                        found.add(one);
                    }
                });
        return found;
    }

    private static boolean isAsked(ProjectId project, InstanceQuery query, Instance one) {
        return (query.everyProject() || one.project().equals(project))
                && query.matching().test(one);
    }

    private static List<IndexEntry> entries(ProjectId project, InstanceQuery query) {
        if (query.everyProject()) {
            return List.of(Kinds.ALL);
        }
        return query.lookup()
                .map(
                        found ->
                                found.values().stream()
                                        .map(value -> Kinds.of(project, found.by(), value))
                                        .toList())
                .orElse(List.of(Kinds.ofProject(project)));
    }
}

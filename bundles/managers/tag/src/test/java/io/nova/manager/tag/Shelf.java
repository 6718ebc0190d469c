package io.nova.manager.tag;

import io.nova.api.tag.TaggedResources;
import io.nova.model.NotFoundException;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.ResourceType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Resources of one kind, in memory. */
final class Shelf implements TaggedResources {

    private final String prefix;
    private final String kind;
    private final ResourceType type;
    private final Map<String, ProjectId> projects = new HashMap<>();
    private final Map<String, Map<String, String>> tags = new TreeMap<>();

    /** How often tags were written. */
    int writes;

    Shelf(String prefix, String kind, ResourceType type) {
        this.prefix = prefix;
        this.kind = kind;
        this.type = type;
    }

    /** Adds a resource and returns its id. */
    String put(ProjectId project, int number, Map<String, String> its) {
        String id = "%s-%017x".formatted(prefix, number);
        projects.put(id, project);
        tags.put(id, its);
        return id;
    }

    Map<String, String> tags(String id) {
        return tags.getOrDefault(id, Map.of());
    }

    @Override
    public Map<String, String> kinds() {
        return Map.of(prefix, kind);
    }

    @Override
    public Optional<Map<String, String>> find(ProjectId project, String id) {
        return Optional.ofNullable(tags.get(id)).filter(found -> project.equals(projects.get(id)));
    }

    @Override
    public void retag(ProjectId project, String id, UnaryOperator<Map<String, String>> change) {
        Map<String, String> before =
                find(project, id).orElseThrow(() -> new NotFoundException(type, id));
        Map<String, String> after = change.apply(before);
        if (!after.equals(before)) {
            tags.put(id, Map.copyOf(after));
            writes++;
        }
    }

    @Override
    public Page<Tagged> list(ProjectId project, String asked, String afterId, int limit) {
        List<Tagged> own = new ArrayList<>();
        tags.forEach(
                (id, its) -> {
                    if (project.equals(projects.get(id))) {
                        own.add(new Tagged(id, its));
                    }
                });
        return TaggedResources.page(own, afterId, limit);
    }
}

package io.nova.manager.tag;

import io.nova.api.tag.TagService.Tag;
import io.nova.api.tag.TaggedResources;
import io.nova.api.tag.TaggedResources.Tagged;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** A page of tags as it is filled, in the order of their positions. */
final class TagList {

    private static final int STEP = 1000;

    private final ProjectId project;
    private final Predicate<Tag> matching;
    private final String after;
    private final int limit;
    private final List<Tag> tags = new ArrayList<>();

    TagList(ProjectId project, Predicate<Tag> matching, String after, int limit) {
        this.project = project;
        this.matching = matching;
        this.after = after;
        this.limit = limit;
    }

    Page<Tag> ofIds(Collection<TaggedResources> owners, Set<String> ids) {
        Map<String, Tagged> found = new TreeMap<>();
        for (TaggedResources owner : owners) {
            for (String id : ids) {
                String kind = owner.kinds().get(id.substring(0, Math.max(0, id.lastIndexOf('-'))));
                if (kind != null) {
                    owner.find(project, id)
                            .ifPresent(one -> found.put(kind + "/" + id, new Tagged(id, one)));
                }
            }
        }
        found.forEach((place, one) -> add(place.substring(0, place.indexOf('/')), one));
        return page();
    }

    Page<Tag> ofKinds(Collection<TaggedResources> owners, Set<String> kinds) {
        // In the order of positions: there a slash follows the kind, and it is behind a dash.
        Map<String, TaggedResources> sorted = new TreeMap<>();
        for (TaggedResources owner : owners) {
            owner.kinds().values().stream()
                    .filter(kind -> kinds.isEmpty() || kinds.contains(kind))
                    .forEach(kind -> sorted.put(kind + "/", owner));
        }
        sorted.forEach(
                (place, owner) -> {
                    if (!isFull() && place.compareTo(part(0) + "/") >= 0) {
                        walk(owner, place.substring(0, place.length() - 1));
                    }
                });
        return page();
    }

    /** Goes on with the resource on which the page before ended: it may have more tags. */
    private void walk(TaggedResources owner, String kind) {
        String id = kind.equals(part(0)) ? part(1) : "";
        if (!id.isEmpty()) {
            owner.find(project, id).ifPresent(one -> add(kind, new Tagged(id, one)));
        }
        Optional<String> next = Optional.of(id);
        while (next.isPresent() && !isFull()) {
            Page<Tagged> page = owner.list(project, kind, next.get(), STEP);
            page.items().forEach(one -> add(kind, one));
            next = page.next();
        }
    }

    private void add(String kind, Tagged one) {
        new TreeMap<>(one.tags())
                .forEach(
                        (key, value) -> {
                            Tag tag = new Tag(kind, one.id(), key, value);
                            if (!isFull()
                                    && tag.position().compareTo(after) > 0
                                    && matching.test(tag)) {
                                tags.add(tag);
                            }
                        });
    }

    /** One more than the page holds tells that there is more. */
    private boolean isFull() {
        return tags.size() > limit;
    }

    private Page<Tag> page() {
        return isFull()
                ? new Page<>(tags.subList(0, limit), Optional.of(tags.get(limit - 1).position()))
                : new Page<>(tags, Optional.empty());
    }

    private String part(int number) {
        String[] parts = after.split("/", 3);
        return number < parts.length ? parts[number] : "";
    }
}

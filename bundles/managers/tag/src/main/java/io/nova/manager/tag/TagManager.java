package io.nova.manager.tag;

import io.nova.api.identity.Authorizer;
import io.nova.api.tag.TagService;
import io.nova.api.tag.TaggedResources;
import io.nova.model.InvalidParameterException;
import io.nova.model.LimitExceededException;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Finds whose a resource is by its id, and passes its tags on. */
@Component
public final class TagManager implements TagService {

    /** As all ids are: what is of another form is no resource's. */
    private static final Pattern ID = Pattern.compile("([a-z]+)-(?:[0-9a-f]{8}|[0-9a-f]{17})");

    private final Authorizer authorizer;
    private final List<TaggedResources> owners = new CopyOnWriteArrayList<>();

    @Activate
    public TagManager(@Reference Authorizer authorizer) {
        this.authorizer = authorizer;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addOwner(TaggedResources owner) {
        owners.add(owner);
    }

    void removeOwner(TaggedResources owner) {
        owners.remove(owner);
    }

    @Override
    public void create(
            RequestContext context, Collection<String> resources, Map<String, String> tags) {
        authorizer.require(context.caller(), "ec2:CreateTags");
        change(
                context.project(),
                new LinkedHashSet<>(resources),
                before -> {
                    Map<String, String> after = new LinkedHashMap<>(before);
                    after.putAll(tags);
                    if (after.size() > MAX_TAGS) {
                        throw new LimitExceededException(
                                ResourceType.TAG,
                                "tags",
                                "A resource has at most %d tags; delete some".formatted(MAX_TAGS));
                    }
                    return after;
                });
    }

    @Override
    public void delete(
            RequestContext context,
            Collection<String> resources,
            Map<String, Optional<String>> tags) {
        authorizer.require(context.caller(), "ec2:DeleteTags");
        change(
                context.project(),
                new LinkedHashSet<>(resources),
                before -> {
                    if (tags.isEmpty()) {
                        return Map.of();
                    }
                    Map<String, String> after = new LinkedHashMap<>(before);
                    tags.forEach(
                            (key, value) ->
                                    value.ifPresentOrElse(
                                            one -> after.remove(key, one),
                                            () -> after.remove(key)));
                    return after;
                });
    }

    private void change(
            ProjectId project,
            Collection<String> resources,
            UnaryOperator<Map<String, String>> change) {
        Map<String, TaggedResources> found = new LinkedHashMap<>();
        for (String resource : resources) {
            TaggedResources owner = owner(resource);
            // What it refuses, it refuses before anything is changed.
            owner.retag(
                    project,
                    resource,
                    tags -> {
                        var unused = change.apply(tags);
                        return tags;
                    });
            found.put(resource, owner);
        }
        found.forEach((resource, owner) -> owner.retag(project, resource, change));
    }

    private TaggedResources owner(String resource) {
        Matcher id = ID.matcher(resource);
        return owners.stream()
                .filter(owner -> id.matches() && owner.kinds().containsKey(id.group(1)))
                .findFirst()
                .orElseThrow(() -> notTaggable(resource));
    }

    private static InvalidParameterException notTaggable(String resource) {
        return InvalidParameterException.malformedId(
                ResourceType.TAG, resource.length() > 60 ? resource.substring(0, 60) : resource);
    }

    @Override
    public Page<Tag> describe(
            RequestContext context,
            Set<String> kinds,
            Set<String> ids,
            Predicate<Tag> matching,
            String after,
            int limit) {
        authorizer.require(context.caller(), "ec2:DescribeTags");
        TagList list = new TagList(context.project(), matching, after, limit);
        return ids.isEmpty() ? list.ofKinds(owners, kinds) : list.ofIds(owners, ids);
    }
}

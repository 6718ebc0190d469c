package io.nova.api.tag;

import io.nova.model.NotFoundException;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.osgi.annotation.versioning.ConsumerType;

/** Resources that carry tags; the manager that owns them provides this. */
@ConsumerType
public interface TaggedResources {

    /**
     * Returns the kinds by what their ids begin with, for example {@code sg} for EC2's {@code
     * security-group}. A kind may have several beginnings.
     */
    Map<String, String> kinds();

    /** Returns the tags of a resource, if the project has it. */
    Optional<Map<String, String>> find(ProjectId project, String id);

    /**
     * Changes the tags of a resource, in one transaction, and again after a lost race.
     *
     * @throws NotFoundException if the project has no such resource
     */
    void retag(ProjectId project, String id, UnaryOperator<Map<String, String>> change);

    /**
     * Returns the project's resources of a kind, in the order of their ids. Those that have no tags
     * may be left out.
     */
    Page<Tagged> list(ProjectId project, String kind, String afterId, int limit);

    /** Returns a page of resources that are kept in another order than that of their ids. */
    static Page<Tagged> page(Collection<Tagged> all, String afterId, int limit) {
        List<Tagged> rest =
                all.stream()
                        .filter(one -> one.id().compareTo(afterId) > 0)
                        .sorted(Comparator.comparing(Tagged::id))
                        .toList();
        List<Tagged> page = rest.subList(0, Math.min(limit, rest.size()));
        return new Page<>(
                page,
                rest.size() > limit
                        ? Optional.of(page.get(page.size() - 1).id())
                        : Optional.empty());
    }

    /** A resource with its tags. */
    record Tagged(String id, Map<String, String> tags) {

        public Tagged {
            tags = Map.copyOf(tags);
        }
    }
}

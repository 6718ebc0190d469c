package io.nova.api.tag;

import io.nova.model.NotFoundException;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.osgi.annotation.versioning.ConsumerType;

/** Resources of one kind that carry tags; the manager that owns them provides this. */
@ConsumerType
public interface TaggedResources {

    /** Returns EC2's word for the kind, for example {@code security-group}. */
    String kind();

    /** Returns what their ids begin with, for example {@code sg}. */
    Set<String> prefixes();

    /**
     * Changes the tags of a resource, in one transaction, and tries again after a lost race.
     *
     * @throws NotFoundException if the project has no such resource
     */
    void retag(ProjectId project, String id, UnaryOperator<Map<String, String>> change);

    /** Returns the project's resources that have tags, or may have, in the order of their ids. */
    Page<Tagged> list(ProjectId project, String after, int limit);

    /** A resource with its tags. */
    record Tagged(String id, Map<String, String> tags) {

        public Tagged {
            tags = Map.copyOf(tags);
        }
    }
}

package io.nova.api.tag;

import io.nova.model.InvalidParameterException;
import io.nova.model.LimitExceededException;
import io.nova.model.NotFoundException;
import io.nova.model.Page;
import io.nova.model.RequestContext;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.osgi.annotation.versioning.ProviderType;

/** Tags on resources of every kind. */
@ProviderType
public interface TagService {

    /** The most tags of a resource. */
    int MAX_TAGS = 50;

    /**
     * Sets tags on resources. Whether each is there is asked before the first is changed.
     *
     * @throws InvalidParameterException if an id is of no kind that has tags
     * @throws NotFoundException if the project has one of the resources not
     * @throws LimitExceededException if one would have too many
     */
    void create(RequestContext context, Collection<String> resources, Map<String, String> tags);

    /**
     * Takes tags off resources.
     *
     * @param tags keys, with the value that they must have, if any; if there are none, all tags
     */
    void delete(
            RequestContext context,
            Collection<String> resources,
            Map<String, Optional<String>> tags);

    /**
     * Returns the tags of the project's resources, in the order of their positions.
     *
     * @param kinds EC2's words; if empty, all
     * @param ids if not empty, of these only
     */
    Page<Tag> describe(
            RequestContext context,
            Set<String> kinds,
            Set<String> ids,
            Predicate<Tag> matching,
            String after,
            int limit);

    /** A tag on a resource. */
    record Tag(String kind, String resource, String key, String value) {

        /** Returns where it stands in the list: pages go on after it. */
        public String position() {
            return kind + "/" + resource + "/" + key;
        }
    }
}

package io.nova.api.tag;

import io.nova.model.NotFoundException;
import io.nova.model.RequestContext;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/** Tags on resources of every kind. */
@ProviderType
public interface TagService {

    /** The most tags of a resource. */
    int MAX_TAGS = 50;

    /**
     * Sets tags on resources.
     *
     * @throws NotFoundException if the project has one of the resources not; then nothing changed
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
     * Returns the tags of the project's resources, in the order of kind, id and key.
     *
     * @param kinds EC2's words; if empty, all
     * @param ids if not empty, of these only
     * @param after where an earlier list ended; empty for the beginning
     */
    List<Tag> describe(
            RequestContext context, Set<String> kinds, Set<String> ids, String after, int limit);

    /** A tag on a resource; {@code position} tells where it stands in the list. */
    record Tag(String kind, String resource, String key, String value) {

        /** Returns where a list goes on after this. */
        public String position() {
            return kind + "/" + resource + "/" + key;
        }
    }
}

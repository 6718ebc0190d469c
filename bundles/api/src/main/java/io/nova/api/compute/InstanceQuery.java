package io.nova.api.compute;

import io.nova.model.InstanceId;
import io.nova.model.compute.Instance;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which instances to return.
 *
 * @param ids exactly these, each of which must be there; empty: all of the project
 * @param lookup what all that match are found by; a help only, which changes no answer
 * @param matching those of them that this accepts; pure and quick
 * @param after where to go on: the {@code next} of the page before, or empty
 * @param limit the most to return, 1 to 1000
 * @param everyProject all projects' instances, for an operator
 */
public record InstanceQuery(
        List<InstanceId> ids,
        Optional<InstanceLookup> lookup,
        Predicate<Instance> matching,
        String after,
        int limit,
        boolean everyProject) {

    public InstanceQuery {
        ids = List.copyOf(ids);
    }

    /** A query that nothing helps with. */
    public InstanceQuery(
            List<InstanceId> ids,
            Predicate<Instance> matching,
            String after,
            int limit,
            boolean everyProject) {
        this(ids, Optional.empty(), matching, after, limit, everyProject);
    }

    /** Returns the query for these instances. */
    public static InstanceQuery of(List<InstanceId> ids) {
        return new InstanceQuery(ids, instance -> true, "", 1000, false);
    }
}

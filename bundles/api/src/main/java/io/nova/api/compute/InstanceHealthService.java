package io.nova.api.compute;

import io.nova.model.InstanceId;
import io.nova.model.Page;
import io.nova.model.RequestContext;
import java.util.List;
import java.util.function.Predicate;
import org.osgi.annotation.versioning.ProviderType;

/** Tells how instances do, from what their hosts reported; asks no host. */
@ProviderType
public interface InstanceHealthService {

    /**
     * Returns how instances do, in the order of their ids.
     *
     * @param ids exactly these, each of which must be there; empty: all of the project
     * @param matching those of them that this accepts; pure and quick
     * @param after where to go on: the {@code next} of the page before, or empty
     * @param limit the most to return, 1 to 1000
     */
    Page<InstanceHealth> describe(
            RequestContext context,
            List<InstanceId> ids,
            Predicate<InstanceHealth> matching,
            String after,
            int limit);
}

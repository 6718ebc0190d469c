package io.nova.api.compute;

import io.nova.model.InterfaceId;
import io.nova.model.NotFoundException;
import io.nova.model.Page;
import io.nova.model.RequestContext;
import io.nova.model.compute.Instance;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.osgi.annotation.versioning.ProviderType;

/** Shows network interfaces: each instance has one until it ends, and there are no others. */
@ProviderType
public interface NetworkInterfaceService {

    /**
     * Returns the instances whose interfaces are asked for, in the order of the instances' ids.
     *
     * @param ids exactly these interfaces, on one page; empty: all of the project
     * @param lookup what all that match are found by; a help only, which changes no answer
     * @param matching those of them that this accepts; pure and quick
     * @param after where to go on: the {@code next} of the page before, or empty
     * @param limit the most to return, 1 to 1000
     * @throws NotFoundException if the project has one of the ids not
     */
    Page<Instance> describe(
            RequestContext context,
            List<InterfaceId> ids,
            Optional<InstanceLookup> lookup,
            Predicate<Instance> matching,
            String after,
            int limit);
}

package io.nova.manager.compute;

import io.nova.api.compute.InstanceLookup;
import io.nova.api.compute.InstanceQuery;
import io.nova.api.compute.NetworkInterfaceService;
import io.nova.api.identity.Authorizer;
import io.nova.model.InterfaceId;
import io.nova.model.NotFoundException;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.compute.Instance;
import io.nova.model.compute.InstanceState;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows the interfaces of a project's instances by the indexes of these. */
@Component
public final class NetworkInterfaces implements NetworkInterfaceService {

    private final Authorizer authorizer;
    private final Records<Instance> instances;
    private final InstanceReads reads;

    @Activate
    public NetworkInterfaces(@Reference StateStore store, @Reference Authorizer authorizer) {
        this.authorizer = authorizer;
        this.instances = new Records<>(store, Kinds.INSTANCE);
        this.reads = new InstanceReads(instances);
    }

    @Override
    public Page<Instance> describe(
            RequestContext context,
            List<InterfaceId> ids,
            Optional<InstanceLookup> lookup,
            Predicate<Instance> matching,
            String after,
            int limit) {
        authorizer.require(context.caller(), "ec2:DescribeNetworkInterfaces");
        if (!ids.isEmpty()) {
            return new Page<>(
                    new LinkedHashSet<>(ids)
                            .stream()
                                    .map(id -> get(context.project(), id))
                                    .filter(matching)
                                    .toList(),
                    Optional.empty());
        }
        Predicate<Instance> present = one -> one.state() != InstanceState.TERMINATED;
        return reads.page(
                context.project(),
                new InstanceQuery(List.of(), lookup, present.and(matching), after, limit, false));
    }

    private Instance get(ProjectId project, InterfaceId id) {
        return instances.page(Kinds.ofPort(id), "", 1).items().stream()
                .map(Rec::value)
                .filter(one -> one.project().equals(project))
                .findFirst()
                .orElseThrow(() -> new NotFoundException(ResourceType.NETWORK_INTERFACE, id));
    }
}

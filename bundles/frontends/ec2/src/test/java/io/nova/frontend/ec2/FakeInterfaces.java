package io.nova.frontend.ec2;

import io.nova.api.compute.InstanceLookup;
import io.nova.api.compute.NetworkInterfaceService;
import io.nova.api.identity.Authorizer;
import io.nova.model.InterfaceId;
import io.nova.model.NotFoundException;
import io.nova.model.Page;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.compute.Instance;
import io.nova.model.compute.InstanceState;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The interfaces of the pretended instances. */
final class FakeInterfaces implements NetworkInterfaceService {

    private final Authorizer authorizer;
    private final Fakes.Instances instances;

    FakeInterfaces(Authorizer authorizer, Fakes.Instances instances) {
        this.authorizer = authorizer;
        this.instances = instances;
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
        instances.lookups.add(lookup);
        List<Instance> present =
                instances.all.values().stream()
                        .filter(one -> one.state() != InstanceState.TERMINATED)
                        .filter(one -> ids.isEmpty() || ids.contains(one.port().id()))
                        .toList();
        for (InterfaceId id : ids) {
            if (present.stream().noneMatch(one -> one.port().id().equals(id))) {
                throw new NotFoundException(ResourceType.NETWORK_INTERFACE, id);
            }
        }
        List<Instance> all = present.stream().filter(matching).toList();
        return ids.isEmpty()
                ? Fakes.page(all, one -> one.id().value(), after, limit)
                : new Page<>(all, Optional.empty());
    }
}

package io.nova.frontend.ec2;

import io.nova.api.compute.InstanceHealth;
import io.nova.api.compute.InstanceHealth.Check;
import io.nova.api.compute.InstanceHealth.Verdict;
import io.nova.api.compute.InstanceHealthService;
import io.nova.api.identity.Authorizer;
import io.nova.model.InstanceId;
import io.nova.model.NotFoundException;
import io.nova.model.Page;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.compute.Instance;
import io.nova.model.compute.InstanceState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** The health of the pretended instances: good, unless a test says otherwise. */
final class FakeHealth implements InstanceHealthService {

    private final Authorizer authorizer;
    private final Fakes.Instances instances;

    /** What is found of a running instance's host and of its guest. */
    final Map<InstanceId, List<Check>> found = new ConcurrentHashMap<>();

    FakeHealth(Authorizer authorizer, Fakes.Instances instances) {
        this.authorizer = authorizer;
        this.instances = instances;
    }

    @Override
    public Page<InstanceHealth> describe(
            RequestContext context,
            List<InstanceId> ids,
            Predicate<InstanceHealth> matching,
            String after,
            int limit) {
        authorizer.require(context.caller(), "ec2:DescribeInstanceStatus");
        for (InstanceId id : ids) {
            if (!instances.all.containsKey(id.value())) {
                throw new NotFoundException(ResourceType.INSTANCE, id);
            }
        }
        List<InstanceHealth> all =
                instances.all.values().stream()
                        .filter(one -> ids.isEmpty() || ids.contains(one.id()))
                        .map(this::of)
                        .filter(matching)
                        .toList();
        return ids.isEmpty()
                ? Fakes.page(all, one -> one.instance().id().value(), after, limit)
                : new Page<>(all, Optional.empty());
    }

    private InstanceHealth of(Instance instance) {
        Verdict verdict =
                instance.state() == InstanceState.RUNNING ? Verdict.OK : Verdict.NOT_APPLICABLE;
        List<Check> checks =
                found.getOrDefault(instance.id(), List.of(Check.of(verdict), Check.of(verdict)));
        return new InstanceHealth(instance, checks.get(0), checks.get(1));
    }
}

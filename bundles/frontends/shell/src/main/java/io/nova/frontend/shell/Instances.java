package io.nova.frontend.shell;

import io.nova.api.compute.InstanceQuery;
import io.nova.api.compute.InstanceService;
import io.nova.model.InstanceId;
import io.nova.model.Page;
import io.nova.model.RequestContext;
import io.nova.model.compute.Instance;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** Reads the instances of all projects. */
final class Instances {

    private static final int PAGE = 1000;

    private Instances() {}

    static List<Instance> all(
            InstanceService service, RequestContext context, Predicate<Instance> matching) {
        return Page.all(
                after ->
                        service.describe(
                                context,
                                new InstanceQuery(List.of(), matching, after, PAGE, true)));
    }

    static Instance one(InstanceService service, RequestContext context, String id) {
        InstanceQuery query =
                new InstanceQuery(List.of(new InstanceId(id)), one -> true, "", 1, true);
        return service.describe(context, query).items().get(0);
    }

    static String state(Instance instance) {
        return instance.state().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

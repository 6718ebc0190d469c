package io.nova.frontend.shell;

import io.nova.api.compute.InstanceService;
import io.nova.api.compute.InstanceStateChange;
import io.nova.api.identity.CallerResolver;
import io.nova.model.InstanceId;
import io.nova.model.RequestContext;
import io.nova.model.compute.InstanceState;
import java.util.List;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;

/** Ends instances for ever */
@Service
@Command(
        scope = "nova",
        name = "instance-terminate",
        description =
                "Ends instances for ever."
                        + " Example: nova:instance-terminate i-0123456789abcdef0")
public final class InstanceTerminateCommand implements Action {

    @Reference CallerResolver callers;
    @Reference InstanceService instances;
    @Reference Session session;

    @Option(name = "--json", description = "Prints JSON and nothing else")
    boolean json;

    @Argument(name = "instances", description = "The instances' ids", multiValued = true)
    @Completion(InstanceIdCompleter.class)
    List<String> ids = List.of();

    @Option(name = "--all", description = "Every instance of every project")
    boolean all;

    @Option(name = "--wait", description = "Returns when it is done")
    boolean wait;

    @Override
    public @Nullable Object execute() throws Exception {
        if (all == !ids.isEmpty()) {
            throw new IllegalArgumentException("Name the instances, or give --all");
        }
        RequestContext context = Operator.context(callers);
        List<InstanceId> chosen = all ? every(context) : ids.stream().map(InstanceId::new).toList();
        Table table = new Table("INSTANCE", "WAS", "IS");
        if (!chosen.isEmpty()) {
            for (InstanceStateChange change : instances.terminate(context, chosen)) {
                table.row(change.instance(), word(change.previous()), word(change.current()));
            }
            if (wait) {
                Awaiting.state(instances, context, chosen, InstanceState.TERMINATED, System.err);
            }
        }
        Screen.print(table, json, session);
        return null;
    }

    private List<InstanceId> every(RequestContext context) {
        return Instances.all(instances, context, one -> one.state() != InstanceState.TERMINATED)
                .stream()
                .map(one -> one.id())
                .toList();
    }

    private static String word(InstanceState state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

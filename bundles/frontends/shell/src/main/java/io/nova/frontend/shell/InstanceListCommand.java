package io.nova.frontend.shell;

import io.nova.api.compute.InstanceService;
import io.nova.api.identity.CallerResolver;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;

/** Lists the instances of all projects */
@Service
@Command(
        scope = "nova",
        name = "instance-list",
        description =
                "Lists the instances of all projects." + " Example: nova:instance-list --json")
public final class InstanceListCommand implements Action {

    @Reference CallerResolver callers;
    @Reference InstanceService instances;
    @Reference Session session;

    @Option(name = "--json", description = "Prints JSON and nothing else")
    boolean json;

    @Override
    public @Nullable Object execute() throws Exception {
        Table table =
                new Table(
                        "INSTANCE",
                        "PROJECT",
                        "STATE",
                        "TYPE",
                        "ADDRESS",
                        "HOST",
                        "IMAGE",
                        "LAUNCHED");
        Instances.all(instances, Operator.context(callers), instance -> true)
                .forEach(
                        instance ->
                                table.row(
                                        instance.id(),
                                        instance.project(),
                                        Instances.state(instance),
                                        instance.spec().typeName(),
                                        instance.port().address(),
                                        instance.host(),
                                        instance.spec().image(),
                                        instance.launchTime()));
        Screen.print(table, json, session);
        return null;
    }
}

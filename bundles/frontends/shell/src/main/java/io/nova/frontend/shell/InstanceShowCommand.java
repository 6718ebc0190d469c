package io.nova.frontend.shell;

import io.nova.api.compute.InstanceService;
import io.nova.api.identity.CallerResolver;
import io.nova.model.compute.Instance;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;

/** Shows one instance, whole */
@Service
@Command(
        scope = "nova",
        name = "instance-show",
        description =
                "Shows one instance, whole." + " Example: nova:instance-show i-0123456789abcdef0")
public final class InstanceShowCommand implements Action {

    @Reference CallerResolver callers;
    @Reference InstanceService instances;
    @Reference Session session;

    @Option(name = "--json", description = "Prints JSON and nothing else")
    boolean json;

    @Argument(name = "instance", description = "The instance's id", required = true)
    @Completion(InstanceIdCompleter.class)
    String id = "";

    @Override
    public @Nullable Object execute() throws Exception {
        Instance one = Instances.one(instances, Operator.context(callers), id);
        Table table =
                Table.facts()
                        .row("instance", one.id())
                        .row("project", one.project())
                        .row("reservation", one.reservation())
                        .row("state", Instances.state(one))
                        .row("reason", one.status().reason().message())
                        .row("since", one.status().since())
                        .row("type", one.spec().typeName())
                        .row("image", one.spec().image())
                        .row("kernel", one.spec().kernel().map(Object::toString).orElse("-"))
                        .row("ramdisk", one.spec().ramdisk().map(Object::toString).orElse("-"))
                        .row("key", one.spec().keyName().orElse("-"))
                        .row("zone", one.spec().zone())
                        .row("host", one.host())
                        .row("driver", one.status().driver().orElse("-"))
                        .row("address", one.port().address())
                        .row("mac", one.port().mac())
                        .row("interface", one.port().id())
                        .row("launched", one.launchTime())
                        .row("generation", one.generation())
                        .row("observed", one.status().observedGeneration())
                        .row("tags", one.tags());
        Screen.print(table, json, session);
        return null;
    }
}

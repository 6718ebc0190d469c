package io.nova.frontend.shell;

import io.nova.api.compute.HostService;
import io.nova.api.identity.CallerResolver;
import io.nova.model.compute.HostCapacity;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;

/** Lists the hosts with what they offer */
@Service
@Command(
        scope = "nova",
        name = "host-list",
        description = "Lists the hosts with what they offer." + " Example: nova:host-list")
public final class HostListCommand implements Action {

    @Reference CallerResolver callers;
    @Reference HostService hosts;
    @Reference Session session;

    @Option(name = "--json", description = "Prints JSON and nothing else")
    boolean json;

    @Override
    public @Nullable Object execute() throws Exception {
        Table table =
                new Table(
                        "HOST",
                        "ZONE",
                        "STATE",
                        "VCPUS",
                        "MEMORY MIB",
                        "INSTANCES",
                        "HYPERVISOR",
                        "LAST SEEN");
        hosts.list(Operator.context(callers))
                .forEach(
                        view -> {
                            HostCapacity room = view.host().capacity();
                            table.row(
                                    view.host().id(),
                                    view.host().zone(),
                                    view.up() ? "up" : "down",
                                    view.claimed().vcpus() + "/" + room.vcpus(),
                                    view.claimed().memoryMib() + "/" + room.memoryMib(),
                                    view.instances(),
                                    String.join(",", view.host().hypervisors()),
                                    view.lastSeen());
                        });
        Screen.print(table, json, session);
        return null;
    }
}

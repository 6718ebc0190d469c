package io.nova.frontend.shell;

import io.nova.api.compute.HostService;
import io.nova.api.compute.InstanceService;
import io.nova.api.compute.ZoneService;
import io.nova.api.identity.CallerResolver;
import io.nova.model.RequestContext;
import io.nova.model.compute.InstanceState;
import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;

/** Says how the cloud is, in a few lines */
@Service
@Command(scope = "nova", name = "status", description = "Says how the cloud is, in a few lines")
public final class StatusCommand implements Action {

    @Reference private CallerResolver callers;
    @Reference private HostService hosts;
    @Reference private InstanceService instances;
    @Reference private ZoneService zones;
    @Reference private Session session;

    @Option(name = "--json", description = "Prints JSON and nothing else")
    private boolean json;

    @Override
    public @Nullable Object execute() throws Exception {
        RequestContext context = Operator.context(callers);
        List<HostService.HostView> all = hosts.list(context);
        long up = all.stream().filter(HostService.HostView::up).count();
        Table table =
                new Table("WHAT", "VALUE")
                        .row("region", zones.region())
                        .row(
                                "zones",
                                zones.zones().stream().map(zone -> zone.name().value()).toList())
                        .row("hosts up", up + "/" + all.size());
        for (InstanceState state : InstanceState.values()) {
            int count = Instances.all(instances, context, one -> one.state() == state).size();
            if (count > 0 || state == InstanceState.RUNNING) {
                table.row("instances " + state.name().toLowerCase(java.util.Locale.ROOT), count);
            }
        }
        Screen.print(table, json, session);
        return null;
    }
}

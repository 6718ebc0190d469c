package io.nova.frontend.shell;

import io.nova.api.compute.HostRoleService;
import io.nova.api.compute.HostRoleService.RolesView;
import io.nova.api.compute.HostService;
import io.nova.api.compute.InstanceService;
import io.nova.api.compute.ZoneService;
import io.nova.api.host.HostMembershipService;
import io.nova.api.host.HostMembershipService.MembershipView;
import io.nova.api.identity.CallerResolver;
import io.nova.model.RequestContext;
import io.nova.model.compute.InstanceState;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;

/** Says how the cloud is, in a few lines */
@Service
@Command(
        scope = "nova",
        name = "status",
        description = "Says how the cloud is, in a few lines." + " Example: nova:status")
public final class StatusCommand implements Action {

    @Reference CallerResolver callers;
    @Reference HostService hosts;
    @Reference HostRoleService roles;
    @Reference HostMembershipService members;
    @Reference InstanceService instances;
    @Reference ZoneService zones;
    @Reference Session session;

    @Option(name = "--json", description = "Prints JSON and nothing else")
    boolean json;

    @Override
    public @Nullable Object execute() throws Exception {
        RequestContext context = Operator.context(callers);
        List<HostService.HostView> all = hosts.list(context);
        long up = all.stream().filter(HostService.HostView::up).count();
        Table table =
                Table.facts()
                        .row("region", zones.region())
                        .row(
                                "zones",
                                zones.zones().stream().map(zone -> zone.name().value()).toList())
                        .row("hosts up", up + "/" + all.size());
        Map<InstanceState, Integer> counts = new EnumMap<>(InstanceState.class);
        Instances.all(instances, context, one -> true)
                .forEach(one -> counts.merge(one.state(), 1, Integer::sum));
        for (InstanceState state : InstanceState.values()) {
            int count = counts.getOrDefault(state, 0);
            if (count > 0 || state == InstanceState.RUNNING) {
                table.row(
                        "instances " + state.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        count);
            }
        }
        for (RolesView host : roles.list(context)) {
            table.row("roles of " + host.host(), host.roles());
            if (!host.trouble().isEmpty()) {
                table.row("trouble of " + host.host(), host.trouble());
            }
        }
        for (MembershipView host : members.list(context)) {
            host.expiring()
                    .ifPresent(
                            at ->
                                    table.row(
                                            "certificate of " + host.host(),
                                            ("ends %s; nova:host-invite --replace %s makes"
                                                            + " a token, with which it gets another")
                                                    .formatted(at, host.host())));
        }
        Screen.print(table, json, session);
        return null;
    }
}

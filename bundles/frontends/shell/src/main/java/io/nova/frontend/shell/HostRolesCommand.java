package io.nova.frontend.shell;

import io.nova.api.compute.HostRoleService;
import io.nova.api.compute.HostRoleService.Leaving;
import io.nova.api.compute.HostRoleService.RolesView;
import io.nova.api.identity.CallerResolver;
import io.nova.model.CloudException;
import io.nova.model.HostId;
import io.nova.model.InUseException;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;

/** Shows the roles and drivers of hosts, or changes those of one */
@Service
@Command(
        scope = "nova",
        name = "host-roles",
        description =
                "Shows the roles and drivers of hosts, or changes those of one."
                        + " Example: nova:host-roles h7 +volume -compute")
public final class HostRolesCommand implements Action {

    @Reference CallerResolver callers;
    @Reference HostRoleService roles;
    @Reference Session session;

    @Option(name = "--json", description = "Prints JSON and nothing else")
    boolean json;

    @Option(
            name = "--drain",
            description = "A role that has something on the host leaves as soon as it has not")
    boolean drain;

    @Option(
            name = "--force",
            description = "A role leaves at once; its guests and volumes stay unattended")
    boolean force;

    @Argument(index = 0, name = "host", description = "The host; all if none is named")
    String host = "";

    @Argument(
            index = 1,
            name = "changes",
            description = "Roles and drivers that come, as +volume, or leave, as -compute",
            multiValued = true)
    List<String> changes = List.of();

    @Override
    public @Nullable Object execute() throws Exception {
        takeLateOptions();
        if (drain && force) {
            throw new IllegalArgumentException("Give --drain or --force, not both");
        }
        RequestContext context = Operator.context(callers);
        List<RolesView> views =
                changes.isEmpty() ? shown(context) : List.of(changed(context, new HostId(host)));
        Table table =
                new Table(
                        "HOST",
                        "STATE",
                        "ROLES",
                        "DRIVERS",
                        "COMING",
                        "LEAVING",
                        "LAST HEARD",
                        "TROUBLE");
        for (RolesView view : views) {
            table.row(
                    view.host(),
                    view.up() ? "up" : "down",
                    view.roles(),
                    view.drivers(),
                    view.coming(),
                    view.leaving(),
                    view.lastHeard(),
                    view.trouble());
        }
        Screen.print(table, json, session);
        return null;
    }

    /** The shell takes options before arguments only, and people write them at the end. */
    private void takeLateOptions() {
        List<String> words = new ArrayList<>(changes);
        drain |= words.remove("--drain");
        force |= words.remove("--force");
        json |= words.remove("--json");
        changes = words;
    }

    private List<RolesView> shown(RequestContext context) {
        List<RolesView> all = roles.list(context);
        if (host.isEmpty()) {
            return all;
        }
        HostId wanted = new HostId(host);
        List<RolesView> one = all.stream().filter(view -> view.host().equals(wanted)).toList();
        if (one.isEmpty()) {
            throw new IllegalArgumentException("The host '%s' does not exist".formatted(host));
        }
        return one;
    }

    private RolesView changed(RequestContext context, HostId to) throws Exception {
        List<String> add = new ArrayList<>();
        List<String> remove = new ArrayList<>();
        for (String change : changes) {
            if (change.length() > 1 && change.startsWith("+")) {
                add.add(change.substring(1));
            } else if (change.length() > 1 && change.startsWith("-")) {
                remove.add(change.substring(1));
            } else {
                throw new IllegalArgumentException(
                        "'%s' is no change, such as +volume or -compute".formatted(change));
            }
        }
        try {
            return roles.change(context, to, add, remove, leaving()).toCompletableFuture().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InUseException used) {
                throw new InUseException(
                        ResourceType.HOST,
                        to,
                        used.getMessage()
                                + "; --drain waits for that, --force leaves them unattended");
            }
            if (e.getCause() instanceof CloudException told) {
                throw told;
            }
            throw e;
        }
    }

    private Leaving leaving() {
        if (force) {
            return Leaving.AT_ONCE;
        }
        return drain ? Leaving.WHEN_EMPTY : Leaving.IF_EMPTY;
    }
}

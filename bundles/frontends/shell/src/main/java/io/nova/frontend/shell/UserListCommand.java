package io.nova.frontend.shell;

import io.nova.api.identity.CallerResolver;
import io.nova.api.identity.ProjectService;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;

/** Lists the users */
@Service
@Command(
        scope = "nova",
        name = "user-list",
        description = "Lists the users." + " Example: nova:user-list --json")
public final class UserListCommand implements Action {

    @Reference CallerResolver callers;
    @Reference ProjectService projects;
    @Reference Session session;

    @Option(name = "--json", description = "Prints JSON and nothing else")
    boolean json;

    @Override
    public @Nullable Object execute() throws Exception {
        Table table = new Table("USER", "ROLES", "ENABLED", "MADE");
        projects.listUsers(Operator.context(callers), "", 1000)
                .items()
                .forEach(one -> table.row(one.id(), one.roles(), one.enabled(), one.createdAt()));
        Screen.print(table, json, session);
        return null;
    }
}

package io.nova.frontend.shell;

import io.nova.api.identity.CallerResolver;
import io.nova.api.identity.ProjectService;
import io.nova.model.Role;
import io.nova.model.UserId;
import io.nova.model.identity.User;
import java.util.List;
import java.util.Set;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;

/** Makes a user; nova:access-key-create lets the user sign */
@Service
@Command(
        scope = "nova",
        name = "user-create",
        description =
                "Makes a user who, by an access key, may run instances and manage networks in the projects that keys are made for."
                        + " Example: nova:user-create alice")
public final class UserCreateCommand implements Action {

    @Reference CallerResolver callers;
    @Reference ProjectService projects;
    @Reference Session session;

    @Option(name = "--json", description = "Prints JSON and nothing else")
    boolean json;

    @Argument(name = "name", description = "The user's name", required = true)
    String name = "";

    @Option(
            name = "--role",
            description =
                    "A role wherever the user is a member, or cloudadmin or itsec everywhere;"
                            + " sysadmin and netadmin unless told",
            multiValued = true)
    List<String> roles = List.of();

    @Override
    public @Nullable Object execute() throws Exception {
        Set<Role> granted = Roles.orUsual(roles);
        User made = projects.createUser(Operator.context(callers), new UserId(name), granted);
        Table table =
                new Table("USER", "ROLES", "ENABLED").row(made.id(), made.roles(), made.enabled());
        Screen.print(table, json, session);
        return null;
    }
}

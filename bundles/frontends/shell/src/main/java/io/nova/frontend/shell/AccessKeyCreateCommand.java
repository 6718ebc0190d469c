package io.nova.frontend.shell;

import io.nova.api.identity.CallerResolver;
import io.nova.api.identity.NewAccessKey;
import io.nova.api.identity.ProjectService;
import io.nova.model.RequestContext;
import io.nova.model.Role;
import io.nova.model.UserId;
import io.nova.model.identity.Project;
import java.util.List;
import java.util.Set;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;

/** Makes an access key for a user in a project; tells its secret only now */
@Service
@Command(
        scope = "nova",
        name = "access-key-create",
        description =
                "Makes an access key with which the user acts in the project, as a member from now on; tells its secret only now."
                        + " Example: nova:access-key-create --project web alice")
public final class AccessKeyCreateCommand implements Action {

    @Reference CallerResolver callers;
    @Reference ProjectService projects;
    @Reference Session session;

    @Option(name = "--json", description = "Prints JSON and nothing else")
    boolean json;

    @Argument(name = "user", description = "The user's name", required = true)
    @Completion(UserNameCompleter.class)
    String user = "";

    @Option(name = "--project", description = "The project's name", required = true)
    @Completion(ProjectNameCompleter.class)
    String project = "";

    @Option(
            name = "--role",
            description = "A role in this project: the user has exactly these there from now on",
            multiValued = true)
    List<String> roles = List.of();

    @Override
    public @Nullable Object execute() throws Exception {
        RequestContext context = Operator.context(callers);
        Project one = projects.getProjectByName(context, project);
        UserId owner = new UserId(user);
        Set<Role> granted = Roles.parse(roles);
        if (!granted.isEmpty()) {
            projects.setRoles(context, one.id(), owner, granted);
        }
        NewAccessKey made = projects.createAccessKey(context, one.id(), owner);
        Table table =
                new Table("ACCESS KEY", "SECRET KEY", "USER", "PROJECT")
                        .row(made.key().id(), made.secret().revealText(), owner, one.name());
        Screen.print(table, json, session);
        return null;
    }
}

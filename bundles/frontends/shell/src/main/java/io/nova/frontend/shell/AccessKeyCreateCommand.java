package io.nova.frontend.shell;

import io.nova.api.identity.CallerResolver;
import io.nova.api.identity.NewAccessKey;
import io.nova.api.identity.ProjectService;
import io.nova.model.RequestContext;
import io.nova.model.UserId;
import io.nova.model.identity.Project;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
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
        description = "Makes an access key for a user in a project; tells its secret only now")
public final class AccessKeyCreateCommand implements Action {

    @Reference private CallerResolver callers;
    @Reference private ProjectService projects;
    @Reference private Session session;

    @Option(name = "--json", description = "Prints JSON and nothing else")
    private boolean json;

    @Argument(name = "user", description = "The user's name", required = true)
    private String user = "";

    @Option(name = "--project", description = "The project's name", required = true)
    private String project = "";

    @Override
    public @Nullable Object execute() throws Exception {
        RequestContext context = Operator.context(callers);
        Project one = projects.getProjectByName(context, project);
        UserId owner = new UserId(user);
        NewAccessKey made = projects.createAccessKey(context, one.id(), owner);
        Table table =
                new Table("ACCESS KEY", "SECRET KEY", "USER", "PROJECT")
                        .row(made.key().id(), made.secret().revealText(), owner, one.name());
        Screen.print(table, json, session);
        return null;
    }
}

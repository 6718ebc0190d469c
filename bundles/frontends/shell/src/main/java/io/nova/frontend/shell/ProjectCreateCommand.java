package io.nova.frontend.shell;

import io.nova.api.identity.CallerResolver;
import io.nova.api.identity.ProjectService;
import io.nova.model.RequestContext;
import io.nova.model.UserId;
import io.nova.model.identity.Project;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;

/** Makes a project, managed by the operator unless --manager names a user */
@Service
@Command(
        scope = "nova",
        name = "project-create",
        description =
                "Makes a project, managed by the operator unless --manager names a user."
                        + " Example: nova:project-create --manager alice web")
public final class ProjectCreateCommand implements Action {

    @Reference CallerResolver callers;
    @Reference ProjectService projects;
    @Reference Session session;

    @Option(name = "--json", description = "Prints JSON and nothing else")
    boolean json;

    @Argument(name = "name", description = "The project's name", required = true)
    String name = "";

    @Option(name = "--description", description = "What it is for")
    String description = "";

    @Option(name = "--manager", description = "The user who manages it")
    @Completion(UserNameCompleter.class)
    String manager = "";

    @Override
    public @Nullable Object execute() throws Exception {
        RequestContext context = Operator.context(callers);
        UserId user = manager.isEmpty() ? context.caller().user() : new UserId(manager);
        Project made = projects.createProject(context, name, description, user);
        Table table =
                new Table("PROJECT", "NAME", "MANAGER").row(made.id(), made.name(), made.manager());
        Screen.print(table, json, session);
        return null;
    }
}

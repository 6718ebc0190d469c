package io.nova.frontend.shell;

import io.nova.api.identity.CallerResolver;
import io.nova.api.identity.ProjectService;
import io.nova.api.objectstore.BucketInventory;
import io.nova.api.objectstore.StorageUse;
import io.nova.model.RequestContext;
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

/** Shows what each project keeps in the object store */
@Service
@Command(
        scope = "nova",
        name = "project-usage",
        description =
                "Shows what each project keeps in the object store, or one."
                        + " Example: nova:project-usage web")
public final class ProjectUsageCommand implements Action {

    @Reference CallerResolver callers;
    @Reference ProjectService projects;
    @Reference BucketInventory inventory;
    @Reference Session session;

    @Option(name = "--json", description = "Prints JSON and nothing else")
    boolean json;

    @Argument(name = "project", description = "The project's name; without it all")
    @Completion(ProjectNameCompleter.class)
    String project = "";

    @Override
    public @Nullable Object execute() throws Exception {
        RequestContext context = Operator.context(callers);
        Table table = new Table("PROJECT", "NAME", "BUCKETS", "OBJECTS", "BYTES", "UPLOADS");
        for (Project one : Projects.named(projects, context, project)) {
            StorageUse use = inventory.use(context, one.id());
            table.row(
                    one.id(), one.name(), use.buckets(), use.objects(), use.bytes(), use.uploads());
        }
        Screen.print(table, json, session);
        return null;
    }
}

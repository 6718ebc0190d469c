package io.nova.frontend.shell;

import io.nova.api.identity.CallerResolver;
import io.nova.api.identity.ProjectService;
import io.nova.api.objectstore.BucketInventory;
import io.nova.api.objectstore.StorageUse;
import io.nova.model.Page;
import io.nova.model.RequestContext;
import io.nova.model.identity.Project;
import io.nova.model.objectstore.Bucket;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;

/** Lists the buckets of every project, or of one */
@Service
@Command(
        scope = "nova",
        name = "bucket-list",
        description =
                "Lists the buckets of every project, or of one."
                        + " Example: nova:bucket-list --project web")
public final class BucketListCommand implements Action {

    private static final int PAGE = 1000;

    @Reference CallerResolver callers;
    @Reference ProjectService projects;
    @Reference BucketInventory inventory;
    @Reference Session session;

    @Option(name = "--json", description = "Prints JSON and nothing else")
    boolean json;

    @Option(name = "--project", description = "The project's name")
    @Completion(ProjectNameCompleter.class)
    String project = "";

    @Override
    public @Nullable Object execute() throws Exception {
        RequestContext context = Operator.context(callers);
        Table table = new Table("BUCKET", "PROJECT", "OBJECTS", "BYTES", "UPLOADS", "CREATED");
        for (Project one : Projects.named(projects, context, project)) {
            add(table, context, one);
        }
        Screen.print(table, json, session);
        return null;
    }

    private void add(Table table, RequestContext context, Project project) {
        for (Bucket bucket :
                Page.all(after -> inventory.list(context, project.id(), after, PAGE))) {
            StorageUse use = inventory.use(context, bucket.name());
            table.row(
                    bucket.name(),
                    project.name(),
                    use.objects(),
                    use.bytes(),
                    use.uploads(),
                    bucket.created());
        }
    }
}

package io.nova.frontend.shell;

import io.nova.api.identity.CallerResolver;
import io.nova.api.objectstore.BucketInventory;
import io.nova.api.objectstore.StorageUse;
import io.nova.model.BucketName;
import io.nova.model.RequestContext;
import io.nova.model.objectstore.Bucket;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;

/** Shows one bucket, whosever it is, with what lies in it */
@Service
@Command(
        scope = "nova",
        name = "bucket-show",
        description =
                "Shows one bucket, whosever it is, with what lies in it."
                        + " Example: nova:bucket-show photos")
public final class BucketShowCommand implements Action {

    @Reference CallerResolver callers;
    @Reference BucketInventory inventory;
    @Reference Session session;

    @Option(name = "--json", description = "Prints JSON and nothing else")
    boolean json;

    @Argument(name = "bucket", description = "The bucket's name", required = true)
    String name = "";

    @Override
    public @Nullable Object execute() throws Exception {
        RequestContext context = Operator.context(callers);
        Bucket bucket = inventory.get(context, new BucketName(name));
        StorageUse use = inventory.use(context, bucket.name());
        Table table =
                Table.facts()
                        .row("bucket", bucket.name())
                        .row("project", bucket.owner())
                        .row("created", bucket.created())
                        .row("objects", use.objects())
                        .row("bytes", use.bytes())
                        .row("uploads", use.uploads())
                        .row("acl", bucket.acl().value())
                        .row("versioning", bucket.versioning().map(BucketShowCommand::word))
                        .row("ownership", bucket.ownership().map(BucketShowCommand::word))
                        .row("public access block", bucket.publicAccess())
                        .row("parts", bucket.parts())
                        .row("handle", bucket.handle());
        Screen.print(table, json, session);
        return null;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

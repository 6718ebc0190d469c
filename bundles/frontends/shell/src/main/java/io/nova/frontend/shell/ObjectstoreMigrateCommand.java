package io.nova.frontend.shell;

import io.nova.api.identity.CallerResolver;
import io.nova.api.objectstore.StoreService;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;

/** Moves the bytes of all objects to another store while the cloud serves */
@Service
@Command(
        scope = "nova",
        name = "objectstore-migrate",
        description =
                "Moves the bytes of all objects to another store while the cloud serves."
                        + " Example: nova:objectstore-migrate s3")
public final class ObjectstoreMigrateCommand implements Action {

    @Reference CallerResolver callers;
    @Reference StoreService stores;
    @Reference Session session;

    @Argument(name = "driver", description = "The driver of the store to move to", required = true)
    String driver = "";

    @Override
    public @Nullable Object execute() throws Exception {
        stores.migrate(Operator.context(callers), driver);
        session.getConsole()
                .println(
                        "New bytes go to "
                                + driver
                                + ", and the others move there; see nova:objectstore-status");
        return null;
    }
}

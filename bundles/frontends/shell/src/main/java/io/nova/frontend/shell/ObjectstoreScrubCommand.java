package io.nova.frontend.shell;

import io.nova.api.identity.CallerResolver;
import io.nova.api.objectstore.StoreService;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;

/** Reads the bytes of all objects and compares them with their checksums */
@Service
@Command(
        scope = "nova",
        name = "objectstore-scrub",
        description =
                "Reads the bytes of all objects and compares them with their checksums."
                        + " Example: nova:objectstore-scrub")
public final class ObjectstoreScrubCommand implements Action {

    @Reference CallerResolver callers;
    @Reference StoreService stores;
    @Reference Session session;

    @Override
    public @Nullable Object execute() throws Exception {
        stores.scrub(Operator.context(callers));
        session.getConsole()
                .println("The scrub goes on in the background; see nova:objectstore-status");
        return null;
    }
}

package io.nova.frontend.shell;

import io.nova.api.compute.DriverMoveService;
import io.nova.api.identity.CallerResolver;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;

/** Moves the records of the cloud to another store while it serves */
@Service
@Command(
        scope = "nova",
        name = "state-migrate",
        description =
                "Moves the records of the cloud to another store while it serves."
                        + " Example: nova:state-migrate redis")
public final class StateMigrateCommand implements Action {

    @Reference CallerResolver callers;
    @Reference DriverMoveService moves;
    @Reference Session session;

    @Argument(
            name = "driver",
            description = "The driver of the store to move to: embedded, redis",
            required = true)
    String driver = "";

    @Override
    public @Nullable Object execute() throws Exception {
        moves.move(Operator.context(callers), "state", driver, session.getConsole()::println);
        return null;
    }
}

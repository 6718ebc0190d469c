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

/** Has another driver carry the messages of this host while it serves */
@Service
@Command(
        scope = "nova",
        name = "messaging-migrate",
        description =
                "Has another driver carry the messages of this host while it serves."
                        + " Example: nova:messaging-migrate rabbitmq")
public final class MessagingMigrateCommand implements Action {

    @Reference CallerResolver callers;
    @Reference DriverMoveService moves;
    @Reference Session session;

    @Argument(
            name = "driver",
            description = "The driver that is to carry them: local, rabbitmq",
            required = true)
    String driver = "";

    @Override
    public @Nullable Object execute() throws Exception {
        moves.move(Operator.context(callers), "messaging", driver, session.getConsole()::println);
        return null;
    }
}

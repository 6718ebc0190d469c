package io.nova.frontend.shell;

import io.nova.api.compute.DriverService;
import io.nova.api.identity.CallerResolver;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;

/** Lists the drivers in use, and how they are used */
@Service
@Command(
        scope = "nova",
        name = "driver-list",
        description =
                "Lists the drivers in use, and how they are used."
                        + " Example: nova:driver-list --json")
public final class DriverListCommand implements Action {

    @Reference CallerResolver callers;
    @Reference DriverService drivers;
    @Reference Session session;

    @Option(name = "--json", description = "Prints JSON and nothing else")
    boolean json;

    @Override
    public @Nullable Object execute() throws Exception {
        Table table =
                new Table(
                        "FAMILY",
                        "HOST",
                        "DRIVER",
                        "CALLS",
                        "IN FLIGHT",
                        "SWAPS",
                        "LONGEST PAUSE MS");
        drivers.drivers(Operator.context(callers))
                .forEach(
                        driver ->
                                table.row(
                                        driver.family(),
                                        driver.host(),
                                        driver.name().isEmpty() ? "-" : driver.name(),
                                        driver.calls(),
                                        driver.inFlight(),
                                        driver.swaps(),
                                        driver.longestPause().toMillis()));
        Screen.print(table, json, session);
        return null;
    }
}

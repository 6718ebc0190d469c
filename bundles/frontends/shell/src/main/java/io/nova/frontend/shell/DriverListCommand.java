package io.nova.frontend.shell;

import io.nova.api.compute.DriverMoveService;
import io.nova.api.compute.DriverService;
import io.nova.api.compute.DriverService.DriverView;
import io.nova.api.identity.CallerResolver;
import io.nova.api.volume.VolumeInventory;
import io.nova.model.RequestContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;

/** Lists the drivers in use, and how they are used */
@Service
@Command(
        scope = "nova",
        name = "driver-list",
        description =
                "Lists the drivers in use, and how they are used."
                        + " Example: nova:driver-list --json")
public final class DriverListCommand implements Action {

    private static final String NONE = "-";

    @Reference CallerResolver callers;
    @Reference DriverService drivers;
    @Reference VolumeInventory inventory;
    @Reference DriverMoveService families;
    @Reference BundleContext bundles;
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
                        "LONGEST PAUSE MS",
                        "WAITED MS");
        RequestContext context = Operator.context(callers);
        List<DriverView> all = new ArrayList<>(drivers.drivers(context));
        all.addAll(inventory.drivers(context));
        List<Object[]> rows = new ArrayList<>();
        Set<String> reported = new HashSet<>();
        for (DriverView driver : all) {
            // What belongs to no host is this process's own.
            if (!driver.host().isEmpty()) {
                reported.add(driver.family());
                rows.add(counted(driver));
            }
        }
        for (DriverView family : families.families(context)) {
            reported.add(family.family());
            rows.add(counted(family));
        }
        LocalDrivers.names(bundles)
                .forEach(
                        (family, name) -> {
                            if (!reported.contains(family)) {
                                rows.add(uncounted(family, name));
                            }
                        });
        rows.sort(
                Comparator.comparing((Object[] row) -> row[0].toString())
                        .thenComparing(row -> row[1].toString()));
        rows.forEach(table::row);
        Screen.print(table, json, session);
        return null;
    }

    private static Object[] counted(DriverView driver) {
        return new Object[] {
            driver.family(),
            driver.host().isEmpty() ? NONE : driver.host(),
            driver.name().isEmpty() ? NONE : driver.name(),
            driver.calls(),
            driver.inFlight(),
            driver.swaps(),
            driver.longestPause().toMillis(),
            driver.waited().toMillis()
        };
    }

    private static Object[] uncounted(String family, String name) {
        Optional<Long> unknown = Optional.empty();
        return new Object[] {
            family, NONE, name.isEmpty() ? NONE : name, unknown, unknown, unknown, unknown, unknown
        };
    }
}

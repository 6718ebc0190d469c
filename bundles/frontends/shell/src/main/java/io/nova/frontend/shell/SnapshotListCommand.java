package io.nova.frontend.shell;

import io.nova.api.identity.CallerResolver;
import io.nova.api.volume.VolumeInventory;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;

/** Lists the snapshots of all projects */
@Service
@Command(
        scope = "nova",
        name = "snapshot-list",
        description =
                "Lists the snapshots of all projects." + " Example: nova:snapshot-list --json")
public final class SnapshotListCommand implements Action {

    @Reference CallerResolver callers;
    @Reference VolumeInventory inventory;
    @Reference Session session;

    @Option(name = "--json", description = "Prints JSON and nothing else")
    boolean json;

    @Override
    public @Nullable Object execute() throws Exception {
        Table table =
                new Table(
                        "SNAPSHOT",
                        "PROJECT",
                        "STATE",
                        "PROGRESS",
                        "GIB",
                        "VOLUME",
                        "STARTED",
                        "REASON");
        Volumes.snapshots(inventory, Operator.context(callers))
                .forEach(
                        snapshot ->
                                table.row(
                                        snapshot.id(),
                                        snapshot.project(),
                                        snapshot.state().word(),
                                        snapshot.progress() + "%",
                                        snapshot.gib(),
                                        snapshot.volume(),
                                        snapshot.started(),
                                        snapshot.reason()));
        Screen.print(table, json, session);
        return null;
    }
}

package io.nova.frontend.shell;

import io.nova.api.identity.CallerResolver;
import io.nova.api.volume.VolumeInventory;
import io.nova.model.volume.Attachment;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;

/** Lists the volumes of all projects */
@Service
@Command(
        scope = "nova",
        name = "volume-list",
        description = "Lists the volumes of all projects." + " Example: nova:volume-list --json")
public final class VolumeListCommand implements Action {

    @Reference CallerResolver callers;
    @Reference VolumeInventory inventory;
    @Reference Session session;

    @Option(name = "--json", description = "Prints JSON and nothing else")
    boolean json;

    @Override
    public @Nullable Object execute() throws Exception {
        Table table =
                new Table(
                        "VOLUME",
                        "PROJECT",
                        "STATE",
                        "GIB",
                        "HOST",
                        "TECHNOLOGY",
                        "INSTANCE",
                        "DEVICE",
                        "CREATED");
        Volumes.all(inventory, Operator.context(callers))
                .forEach(
                        volume ->
                                table.row(
                                        volume.id(),
                                        volume.project(),
                                        volume.state().word(),
                                        volume.gib(),
                                        volume.host(),
                                        volume.backEnd().technology(),
                                        Volumes.instance(volume),
                                        volume.attachment().map(Attachment::device),
                                        volume.created()));
        Screen.print(table, json, session);
        return null;
    }
}

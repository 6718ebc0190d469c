package io.nova.frontend.shell;

import io.nova.api.identity.CallerResolver;
import io.nova.api.volume.VolumeInventory;
import io.nova.model.volume.Attachment;
import io.nova.model.volume.Volume;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;

/** Shows one volume, whole */
@Service
@Command(
        scope = "nova",
        name = "volume-show",
        description =
                "Shows one volume, whole." + " Example: nova:volume-show vol-0123456789abcdef0")
public final class VolumeShowCommand implements Action {

    @Reference CallerResolver callers;
    @Reference VolumeInventory inventory;
    @Reference Session session;

    @Option(name = "--json", description = "Prints JSON and nothing else")
    boolean json;

    @Argument(name = "volume", description = "The volume's id", required = true)
    @Completion(VolumeIdCompleter.class)
    String id = "";

    @Override
    public @Nullable Object execute() throws Exception {
        Volume one = Volumes.one(inventory, Operator.context(callers), id);
        Optional<Attachment> on = one.attachment();
        Table table =
                Table.facts()
                        .row("volume", one.id())
                        .row("project", one.project())
                        .row("state", one.state().word())
                        .row("reason", one.reason())
                        .row("gib", one.gib())
                        .row("type", one.type().word())
                        .row("iops", one.iops())
                        .row("throughput", one.throughput())
                        .row("snapshot", one.snapshot())
                        .row("zone", one.zone())
                        .row("host", one.host())
                        .row("technology", one.backEnd().technology())
                        .row("created", one.created())
                        .row("generation", one.generation())
                        .row("instance", on.map(Attachment::instance))
                        .row("device", on.map(Attachment::device))
                        .row("attachment", on.map(to -> to.state().word()))
                        .row("attached to host", on.map(Attachment::host))
                        .row("since", on.map(Attachment::since))
                        .row("delete on termination", on.map(Attachment::deleteOnTermination))
                        .row("tags", one.tags());
        Screen.print(table, json, session);
        return null;
    }
}

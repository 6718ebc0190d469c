package io.nova.frontend.shell;

import io.nova.api.identity.CallerResolver;
import io.nova.api.objectstore.StoreService;
import io.nova.model.RequestContext;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;

/** Shows where the bytes of objects are, how they move and whether they are whole */
@Service
@Command(
        scope = "nova",
        name = "objectstore-status",
        description =
                "Shows where the bytes of objects are, how they move and whether they are whole."
                        + " Example: nova:objectstore-status --damages")
public final class ObjectstoreStatusCommand implements Action {

    @Reference CallerResolver callers;
    @Reference StoreService stores;
    @Reference Session session;

    @Option(name = "--damages", description = "Lists what is damaged or missing")
    boolean damages;

    @Option(name = "--limit", description = "How many damaged blobs to tell of at most")
    int limit = 1000;

    @Option(name = "--json", description = "Prints JSON and nothing else")
    boolean json;

    @Override
    public @Nullable Object execute() throws Exception {
        RequestContext context = Operator.context(callers);
        Screen.print(damages ? damages(context) : status(context), json, session);
        return null;
    }

    private Table damages(RequestContext context) {
        Table table =
                new Table(
                        "BUCKET",
                        "KEY",
                        "PART",
                        "WHAT",
                        "STORE",
                        "BLOB",
                        "FIRST SEEN",
                        "LAST SEEN");
        for (StoreService.Damage damage : stores.damages(context, limit)) {
            boolean missing = damage.store().isEmpty();
            table.row(
                    damage.bucket(),
                    damage.key(),
                    damage.part() == 0 ? Optional.empty() : Optional.of(damage.part()),
                    missing ? "missing" : "damaged",
                    missing ? Optional.empty() : Optional.of(damage.store()),
                    damage.blob(),
                    damage.firstSeen(),
                    damage.lastSeen());
        }
        return table;
    }

    private Table status(RequestContext context) {
        Table table = Table.facts();
        for (StoreService.Store store : stores.stores(context)) {
            String state = store.present() ? "present" : "its driver is not here";
            table.row(
                    "store " + store.name(),
                    "%s%s%s"
                            .formatted(
                                    state,
                                    store.writes() ? ", new bytes go there" : "",
                                    store.free()
                                            .map(free -> ", %d MiB free".formatted(free >> 20))
                                            .orElse("")));
        }
        stores.migration(context)
                .ifPresent(
                        one ->
                                table.row("migration to", one.to())
                                        .row("migration step", one.step())
                                        .row("migration percent of step", one.percent())
                                        .row("moved blobs", one.blobs())
                                        .row("moved MiB", one.bytes() >> 20)
                                        .row("not moved since damaged", one.failed())
                                        .row("migration began", one.started())
                                        .row("migration ended", one.ended()));
        stores.lastScrub(context)
                .ifPresent(
                        one ->
                                table.row("scrub percent", one.percent())
                                        .row("scrubbed blobs", one.blobs())
                                        .row("scrubbed MiB", one.bytes() >> 20)
                                        .row("damaged", one.damaged())
                                        .row("missing", one.missing())
                                        .row("orphans", one.orphans())
                                        .row("scrub began", one.started())
                                        .row("scrub ended", one.ended()));
        return table;
    }
}

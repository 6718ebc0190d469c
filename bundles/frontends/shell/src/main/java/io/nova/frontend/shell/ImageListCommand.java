package io.nova.frontend.shell;

import io.nova.api.identity.CallerResolver;
import io.nova.api.image.ImageService;
import io.nova.model.image.Image;
import java.util.List;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;

/** Lists the images that the operator's project may launch */
@Service
@Command(
        scope = "nova",
        name = "image-list",
        description =
                "Lists the images that the operator's project may launch."
                        + " Example: nova:image-list")
public final class ImageListCommand implements Action {

    @Reference CallerResolver callers;
    @Reference ImageService images;
    @Reference Session session;

    @Option(name = "--json", description = "Prints JSON and nothing else")
    boolean json;

    @Override
    public @Nullable Object execute() throws Exception {
        Table table = new Table("IMAGE", "NAME", "KIND", "STATE", "LOCATION", "REASON");
        for (Image image :
                images.describe(Operator.context(callers), List.of(), one -> true, "", 1000)
                        .items()) {
            table.row(
                    image.id(),
                    image.name(),
                    image.type().name().toLowerCase(Locale.ROOT),
                    image.state().name().toLowerCase(Locale.ROOT),
                    image.location(),
                    image.reason());
        }
        Screen.print(table, json, session);
        return null;
    }
}

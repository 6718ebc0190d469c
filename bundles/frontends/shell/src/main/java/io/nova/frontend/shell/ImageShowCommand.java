package io.nova.frontend.shell;

import io.nova.api.identity.CallerResolver;
import io.nova.api.image.ImageService;
import io.nova.model.ImageId;
import io.nova.model.image.Image;
import io.nova.model.image.ImageContent;
import java.util.Locale;
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

/** Shows one image that the operator's project may launch, whole */
@Service
@Command(
        scope = "nova",
        name = "image-show",
        description =
                "Shows one image that the operator's project may launch, whole."
                        + " Example: nova:image-show ami-0123456789abcdef0")
public final class ImageShowCommand implements Action {

    @Reference CallerResolver callers;
    @Reference ImageService images;
    @Reference Session session;

    @Option(name = "--json", description = "Prints JSON and nothing else")
    boolean json;

    @Argument(name = "image", description = "The image's id", required = true)
    @Completion(ImageIdCompleter.class)
    String id = "";

    @Override
    public @Nullable Object execute() throws Exception {
        Image image = images.get(Operator.context(callers), new ImageId(id));
        Screen.print(facts(image), json, session);
        return null;
    }

    static Table facts(Image image) {
        Optional<ImageContent> bytes = image.content();
        return Table.facts()
                .row("image", image.id())
                .row("name", image.name())
                .row("description", image.description())
                .row("project", image.owner())
                .row("kind", image.type().name().toLowerCase(Locale.ROOT))
                .row("state", image.state().name().toLowerCase(Locale.ROOT))
                .row("reason", image.reason())
                .row("location", image.location())
                .row("architecture", image.architecture())
                .row("root device", image.rootDeviceName())
                .row("kernel", image.kernel())
                .row("ramdisk", image.ramdisk())
                .row("public", image.publicImage())
                .row("launchers", image.launchers())
                .row("created", image.createdAt())
                .row("format", bytes.map(one -> one.format().name().toLowerCase(Locale.ROOT)))
                .row("bytes", bytes.map(ImageContent::size))
                .row("disk bytes", bytes.map(ImageContent::virtualSize))
                .row("sha256", bytes.map(ImageContent::sha256))
                .row("object", bytes.map(one -> one.bucket() + "/" + one.key()))
                .row("of instance", image.sourceInstance())
                .row("of snapshot", image.sourceSnapshot().map(one -> one.id()))
                .row("tags", image.tags());
    }
}

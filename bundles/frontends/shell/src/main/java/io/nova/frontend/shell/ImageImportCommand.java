package io.nova.frontend.shell;

import io.nova.api.identity.CallerResolver;
import io.nova.api.image.ImageChange;
import io.nova.api.image.ImageRegistration;
import io.nova.api.image.ImageService;
import io.nova.api.objectstore.BucketService;
import io.nova.api.objectstore.DeleteRequest;
import io.nova.api.objectstore.NewBucket;
import io.nova.api.objectstore.ObjectService;
import io.nova.api.objectstore.UploadService;
import io.nova.model.BucketName;
import io.nova.model.ImageId;
import io.nova.model.InUseException;
import io.nova.model.RequestContext;
import io.nova.model.image.Image;
import io.nova.model.image.ImageState;
import io.nova.model.image.ImageType;
import io.nova.model.objectstore.ObjectKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.FileCompleter;
import org.jspecify.annotations.Nullable;

/** Makes an image of a file of the cloud's host */
@Service
@Command(
        scope = "nova",
        name = "image-import",
        description =
                "Makes an image of a file of the cloud's host: a raw or qcow2 disk, a kernel or a ramdisk."
                        + " Example: nova:image-import --name debian-12 --public /root/debian.qcow2")
public final class ImageImportCommand implements Action {

    private static final int GLANCE_MILLIS = 200;

    @Reference CallerResolver callers;
    @Reference ImageService images;
    @Reference BucketService buckets;
    @Reference ObjectService objects;
    @Reference UploadService uploads;
    @Reference Session session;

    @Option(name = "--json", description = "Prints JSON and nothing else")
    boolean json;

    @Argument(name = "file", description = "The file", required = true)
    @Completion(FileCompleter.class)
    String file = "";

    @Option(name = "--name", description = "The image's name; without it the file's")
    String name = "";

    @Option(name = "--description", description = "What it is")
    String description = "";

    @Option(name = "--kind", description = "machine, kernel or ramdisk")
    String kind = "machine";

    @Option(name = "--architecture", description = "x86_64 or arm64")
    String architecture = "x86_64";

    @Option(name = "--kernel", description = "The kernel image to boot with")
    String kernel = "";

    @Option(name = "--ramdisk", description = "The ramdisk image to boot with")
    String ramdisk = "";

    @Option(name = "--public", description = "Every project may launch it")
    boolean everyone;

    @Option(
            name = "--bucket",
            description = "Where its bytes are kept; without it a bucket of the operator's project")
    String bucket = "";

    @Override
    public @Nullable Object execute() throws Exception {
        Path path = session.currentDir().resolve(file);
        if (!Files.isRegularFile(path)) {
            throw new IllegalArgumentException("There is no file " + path);
        }
        ImageType type = type();
        RequestContext context = Operator.context(callers);
        BucketName own = bucket(context);
        // A key of its own: another file of the same name is another image.
        ObjectKey key = new ObjectKey(UUID.randomUUID() + "/" + path.getFileName());
        new FileUpload(uploads, context, FileUpload.PART)
                .put(path, own, key, new Progress(System.err, "Uploading", Files.size(path)));
        Image made = null;
        try {
            made = await(context, register(context, type, path, own + "/" + key).id());
        } finally {
            if (made == null || made.state() != ImageState.AVAILABLE) {
                objects.delete(context, own, key, DeleteRequest.PLAIN);
            }
        }
        if (made.state() != ImageState.AVAILABLE) {
            images.deregister(context, made.id());
            throw new IllegalArgumentException(made.reason());
        }
        if (everyone) {
            ImageChange.Launchers all = new ImageChange.Launchers(true, Set.of());
            images.modify(
                    context,
                    made.id(),
                    new ImageChange(Optional.empty(), all, ImageChange.Launchers.NOBODY));
        }
        Screen.print(ImageShowCommand.facts(images.get(context, made.id())), json, session);
        return null;
    }

    private ImageType type() {
        return Arrays.stream(ImageType.values())
                .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(kind))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "--kind is machine, kernel or ramdisk, not '%s'"
                                                .formatted(kind)));
    }

    private BucketName bucket(RequestContext context) {
        if (!bucket.isEmpty()) {
            return buckets.get(context, new BucketName(bucket)).name();
        }
        BucketName own = new BucketName("nova-imports-" + context.project());
        try {
            return buckets.create(context, own, NewBucket.PRIVATE).name();
        } catch (InUseException e) {
            return own;
        }
    }

    private Image register(RequestContext context, ImageType type, Path path, String location)
            throws IOException {
        return images.register(
                context,
                new ImageRegistration(
                        name.isEmpty() ? String.valueOf(path.getFileName()) : name,
                        description,
                        location,
                        Optional.of(type),
                        Optional.of(architecture),
                        "",
                        Optional.of(kernel).filter(id -> !id.isEmpty()).map(ImageId::new),
                        Optional.of(ramdisk).filter(id -> !id.isEmpty()).map(ImageId::new),
                        Map.of(),
                        Optional.empty(),
                        List.of()));
    }

    private Image await(RequestContext context, ImageId id) throws InterruptedException {
        while (true) {
            Image image = images.get(context, id);
            if (image.state() != ImageState.PENDING) {
                return image;
            }
            Thread.sleep(GLANCE_MILLIS);
        }
    }
}

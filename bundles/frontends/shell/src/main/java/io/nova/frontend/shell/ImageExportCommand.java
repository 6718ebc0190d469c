package io.nova.frontend.shell;

import io.nova.api.identity.CallerResolver;
import io.nova.api.image.ImageBytes;
import io.nova.api.image.ImageService;
import io.nova.api.objectstore.ObjectContent;
import io.nova.api.objectstore.ObjectReader;
import io.nova.model.ImageId;
import io.nova.model.RequestContext;
import io.nova.model.image.Image;
import io.nova.model.image.ImageContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
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

/** Writes an image into a file of the cloud's host */
@Service
@Command(
        scope = "nova",
        name = "image-export",
        description =
                "Writes an image into a new file of the cloud's host, and compares its digest."
                        + " Example: nova:image-export ami-0123456789abcdef0 /root/disk.qcow2")
public final class ImageExportCommand implements Action {

    private static final int CHUNK = 1 << 20;

    @Reference CallerResolver callers;
    @Reference ImageService images;
    @Reference ImageBytes content;
    @Reference Session session;

    @Option(name = "--json", description = "Prints JSON and nothing else")
    boolean json;

    @Argument(name = "image", description = "The image's id", required = true)
    @Completion(ImageIdCompleter.class)
    String id = "";

    @Argument(index = 1, name = "file", description = "The file to make", required = true)
    @Completion(FileCompleter.class)
    String file = "";

    @Override
    public @Nullable Object execute() throws Exception {
        RequestContext context = Operator.context(callers);
        Image image = images.get(context, new ImageId(id));
        ImageContent bytes =
                image.content()
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "The image %s has no bytes: it is %s"
                                                        .formatted(
                                                                image.id(),
                                                                image.state()
                                                                        .name()
                                                                        .toLowerCase(
                                                                                Locale.ROOT))));
        Path path = session.currentDir().resolve(file);
        if (Files.exists(path)) {
            throw new FileAlreadyExistsException(path.toString());
        }
        Path draft = Path.of(path + ".part");
        try {
            copy(content.open(context, image.id()), bytes, draft);
            // Fails where another file came meanwhile.
            Files.createLink(path, draft);
        } finally {
            Files.deleteIfExists(draft);
        }
        Screen.print(
                Table.facts()
                        .row("image", image.id())
                        .row("file", path)
                        .row("format", bytes.format().name().toLowerCase(Locale.ROOT))
                        .row("bytes", bytes.size())
                        .row("sha256", bytes.sha256()),
                json,
                session);
        return null;
    }

    private static void copy(ObjectContent object, ImageContent bytes, Path draft)
            throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        Progress progress = new Progress(System.err, "Exporting", bytes.size());
        try (ObjectReader reader = object.open(0, bytes.size());
                FileChannel out =
                        FileChannel.open(
                                draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
            for (int count = reader.read(chunk); count >= 0; count = reader.read(chunk)) {
                chunk.flip();
                digest.update(chunk.duplicate());
                while (chunk.hasRemaining()) {
                    out.write(chunk);
                }
                chunk.clear();
                progress.add(count);
            }
            out.force(true);
        }
        if (!HexFormat.of().formatHex(digest.digest()).equals(bytes.sha256())) {
            throw new IOException(
                    "The object %s/%s is not the image any longer: its digest is another"
                            .formatted(bytes.bucket(), bytes.key()));
        }
    }
}

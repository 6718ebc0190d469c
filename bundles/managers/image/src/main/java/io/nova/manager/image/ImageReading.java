package io.nova.manager.image;

import io.nova.api.identity.CallerResolver;
import io.nova.api.objectstore.ObjectContent;
import io.nova.api.objectstore.ObjectReader;
import io.nova.api.objectstore.ObjectService;
import io.nova.model.AccessDeniedException;
import io.nova.model.IdSource;
import io.nova.model.ImageId;
import io.nova.model.NotFoundException;
import io.nova.model.RequestContext;
import io.nova.model.image.DiskFormat;
import io.nova.model.image.Image;
import io.nova.model.image.ImageContent;
import io.nova.model.image.ImageState;
import io.nova.model.image.ImageType;
import io.nova.reconcile.Outcome;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Reads a registered object once, whole: its digest, and what its header says. Repeated until it is
 * done, so that an image is never pending for ever.
 */
final class ImageReading {

    private static final int CHUNK = 256 * 1024;

    private final StateStore store;
    private final Records<Image> records;
    private final ObjectService objects;
    private final CallerResolver callers;
    private final IdSource ids;

    ImageReading(StateStore store, ObjectService objects, CallerResolver callers, IdSource ids) {
        this.store = store;
        this.records = new Records<>(store, ImageKinds.IMAGE);
        this.objects = objects;
        this.callers = callers;
        this.ids = ids;
    }

    Outcome read(ImageId id) throws InterruptedException {
        Optional<Rec<Image>> rec = records.find(id.value());
        if (rec.isEmpty() || rec.get().value().state() != ImageState.PENDING) {
            return Outcome.done();
        }
        Image image = rec.get().value();
        Image next;
        try {
            next = image.in(ImageState.AVAILABLE, "", Optional.of(content(image)));
        } catch (DiskHeader.Refused refused) {
            next = failed(image, "The image cannot be used: " + refused.getMessage());
        } catch (NotFoundException | AccessDeniedException gone) {
            next = failed(image, "The object " + image.location() + " is not there any longer");
        }
        // A lost race means that it was deregistered meanwhile.
        Records.commit(
                store,
                Tx.of("image-read/" + ids.hex(16))
                        .update(ImageKinds.IMAGE, rec.get(), next)
                        .build());
        return Outcome.done();
    }

    private static Image failed(Image image, String reason) {
        return image.in(ImageState.FAILED, reason, Optional.empty());
    }

    private ImageContent content(Image image) throws DiskHeader.Refused, InterruptedException {
        ImageLocation location = ImageLocation.parse(image.location());
        RequestContext context = new RequestContext("image-" + image.id(), callers.operator());
        ObjectContent object = objects.get(context, location.bucket(), location.key());
        long size = object.info().size();
        MessageDigest digest = sha256();
        ByteBuffer head = ByteBuffer.allocate(DiskHeader.BYTES);
        try (ObjectReader reader = object.open(0, size)) {
            ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
            while (reader.read(chunk) >= 0) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                chunk.flip();
                keepHead(head, chunk.duplicate());
                digest.update(chunk);
                chunk.clear();
            }
        }
        if (size == 0) {
            throw new DiskHeader.Refused("the object is empty");
        }
        DiskHeader header =
                image.type() == ImageType.MACHINE
                        ? DiskHeader.read(head.flip(), size)
                        : new DiskHeader(DiskFormat.RAW, size);
        return new ImageContent(
                location.bucket().value(),
                location.key().value(),
                HexFormat.of().formatHex(digest.digest()),
                size,
                header.format(),
                header.virtualSize());
    }

    private static void keepHead(ByteBuffer head, ByteBuffer chunk) {
        while (head.hasRemaining() && chunk.hasRemaining()) {
            head.put(chunk.get());
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}

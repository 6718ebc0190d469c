package io.nova.manager.image;

import io.nova.api.objectstore.ObjectContent;
import io.nova.api.objectstore.ObjectReader;
import io.nova.api.objectstore.ObjectService;
import io.nova.model.RequestContext;
import io.nova.model.image.DiskFormat;
import io.nova.model.image.ImageContent;
import io.nova.model.image.ImageType;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Reads an object once, whole: its digest, and what its header says. */
final class ContentReader {

    private static final int CHUNK = 256 * 1024;

    private final ObjectService objects;

    ContentReader(ObjectService objects) {
        this.objects = objects;
    }

    /**
     * @throws DiskHeader.Refused if it cannot be an image of the type
     */
    ImageContent read(RequestContext context, ImageType type, ImageLocation location)
            throws DiskHeader.Refused, InterruptedException {
        ObjectContent object = objects.get(context, location.bucket(), location.key());
        long size = object.info().size();
        MessageDigest digest = Digests.sha256();
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
                type == ImageType.MACHINE
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
}

package io.nova.manager.image;

import io.nova.api.objectstore.ObjectContent;
import io.nova.api.objectstore.ObjectReader;
import io.nova.model.DamagedException;
import io.nova.model.image.DiskFormat;
import io.nova.model.image.ImageContent;
import io.nova.model.image.ImageType;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Reads an object once, whole: its digest, and what its header says. */
final class ContentReader {

    private static final int CHUNK = 256 * 1024;

    /** A kernel or a ramdisk lies in a guest's memory, whole. */
    private static final long MAX_BOOT_FILE = 2L << 30;

    private ContentReader() {}

    /**
     * @param location where the object lies
     * @throws DiskHeader.Refused if it cannot be an image of the type, or is damaged
     */
    static ImageContent read(ImageType type, ImageLocation location, ObjectContent object)
            throws DiskHeader.Refused, InterruptedException {
        try {
            return readWhole(type, location, object);
        } catch (DamagedException e) {
            DiskHeader.Refused refused =
                    new DiskHeader.Refused("the bytes of the object are damaged; upload it again");
            refused.initCause(e);
            throw refused;
        }
    }

    private static ImageContent readWhole(
            ImageType type, ImageLocation location, ObjectContent object)
            throws DiskHeader.Refused, InterruptedException {
        long size = object.info().size();
        if (size == 0) {
            throw new DiskHeader.Refused("the object is empty");
        }
        // What cannot be is told before it is read whole.
        DiskHeader header = header(type, object, size);
        return new ImageContent(
                location.bucket().value(),
                location.key().value(),
                sha256(object, size),
                size,
                header.format(),
                header.virtualSize());
    }

    private static DiskHeader header(ImageType type, ObjectContent object, long size)
            throws DiskHeader.Refused {
        if (type == ImageType.MACHINE) {
            ByteBuffer first = bytes(object, 0, Math.min(size, DiskHeader.BYTES));
            long tail = Math.min(size, DiskHeader.BYTES);
            return DiskHeader.read(first, bytes(object, size - tail, tail), size);
        }
        if (size > MAX_BOOT_FILE) {
            throw new DiskHeader.Refused(
                    "a %s of %d bytes is too large; it may have %d"
                            .formatted(
                                    type == ImageType.KERNEL ? "kernel" : "ramdisk",
                                    size,
                                    MAX_BOOT_FILE));
        }
        return new DiskHeader(DiskFormat.RAW, size);
    }

    private static ByteBuffer bytes(ObjectContent object, long offset, long length) {
        ByteBuffer bytes = ByteBuffer.allocate((int) length);
        try (ObjectReader reader = object.open(offset, length)) {
            while (bytes.hasRemaining() && reader.read(bytes) >= 0) {
                // A store may give little at a time.
            }
        }
        return bytes.flip();
    }

    static String sha256(ObjectContent object, long size) throws InterruptedException {
        MessageDigest digest = Digests.sha256();
        try (ObjectReader reader = object.open(0, size)) {
            ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
            while (reader.read(chunk) >= 0) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                digest.update(chunk.flip());
                chunk.clear();
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}

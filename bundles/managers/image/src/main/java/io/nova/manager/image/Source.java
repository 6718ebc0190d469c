package io.nova.manager.image;

import io.nova.api.objectstore.ObjectContent;
import io.nova.model.ImageId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The objects that an image is made of, held as they were when they were asked for: whatever
 * becomes of their keys, these bytes are read.
 *
 * @param object the disk, or the manifest
 * @param parts those of the manifest, in its order
 */
record Source(ObjectContent object, Optional<Manifest> manifest, List<ObjectContent> parts) {

    Source {
        parts = List.copyOf(parts);
    }

    Pin pin(ImageId image, Optional<Pin.Registrant> registrant) {
        return new Pin(image, identity(object), manifest.isEmpty() ? "" : identities(), registrant);
    }

    /** Returns how many bytes its parts have together. */
    long partBytes() {
        return parts.stream().mapToLong(part -> part.info().size()).sum();
    }

    /**
     * Returns what no other object has: of a bucket that was made again the handle is another, and
     * of other bytes the ETag.
     */
    static String identity(ObjectContent object) {
        return "%s/%s %s %d"
                .formatted(
                        object.bucket().handle(),
                        object.info().key(),
                        object.info().etag(),
                        object.info().size());
    }

    private String identities() {
        MessageDigest digest = Digests.sha256();
        for (ObjectContent part : parts) {
            byte[] identity = identity(part).getBytes(StandardCharsets.UTF_8);
            // The length first: keys may hold anything.
            digest.update((identity.length + ":").getBytes(StandardCharsets.US_ASCII));
            digest.update(identity);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}

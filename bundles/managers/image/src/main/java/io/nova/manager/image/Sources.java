package io.nova.manager.image;

import io.nova.api.objectstore.ObjectContent;
import io.nova.api.objectstore.ObjectService;
import io.nova.model.AccessDeniedException;
import io.nova.model.NotFoundException;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.objectstore.ObjectKey;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the objects that images are made of. */
final class Sources {

    private final ObjectService objects;
    private final BundleKey key;
    private final Signers signers;
    private final Clock clock;

    Sources(ObjectService objects, BundleKey key, Signers signers, Clock clock) {
        this.objects = objects;
        this.key = key;
        this.signers = signers;
        this.clock = clock;
    }

    /**
     * Returns what lies at the location, as far as the caller may read it.
     *
     * @throws NotFoundException if the object or a part of the bundle is not there, or is not the
     *     caller's to read
     * @throws DiskHeader.Refused if it is a manifest of which no image can be made
     */
    Source open(RequestContext context, ImageLocation location) throws DiskHeader.Refused {
        // The project's certificates count when it registers; after that the bytes are known.
        List<X509Certificate> trusted =
                Manifest.isAt(location.key()) ? signers.trusted(context.project()) : List.of();
        return open(context, location, get(context, location), trusted);
    }

    /**
     * Returns what was registered.
     *
     * @throws DiskHeader.Refused if something else is there by now; nothing of it was looked at
     */
    Source reopen(RequestContext context, ImageLocation location, Pin pin)
            throws DiskHeader.Refused {
        ObjectContent object = get(context, location);
        if (!Source.identity(object).equals(pin.object())) {
            throw replaced(location.toString());
        }
        Source source = open(context, location, object, List.of());
        if (!source.pin(pin.image(), pin.registrant()).equals(pin)) {
            throw replaced("a part of the bundle " + location);
        }
        return source;
    }

    private static DiskHeader.Refused replaced(String what) {
        return new DiskHeader.Refused(
                what + " was replaced after it was registered; register what is there now");
    }

    private Source open(
            RequestContext context,
            ImageLocation location,
            ObjectContent object,
            List<X509Certificate> trusted)
            throws DiskHeader.Refused {
        if (!Manifest.isAt(location.key())) {
            return new Source(object, Optional.empty(), List.of());
        }
        Manifest manifest = manifest(object, trusted);
        List<ObjectContent> parts = new ArrayList<>();
        for (Manifest.Part part : manifest.parts()) {
            ObjectKey lies = Manifest.keyOf(location.key(), part);
            parts.add(get(context, new ImageLocation(location.bucket(), lies)));
        }
        return new Source(object, Optional.of(manifest), parts);
    }

    private Manifest manifest(ObjectContent object, List<X509Certificate> trusted)
            throws DiskHeader.Refused {
        byte[] bytes;
        try (ObjectStream stream = new ObjectStream(object)) {
            bytes = stream.readNBytes(ManifestXml.MAX_BYTES + 1);
        } catch (IOException e) {
            throw new DiskHeader.Refused("the manifest cannot be read: " + e.getMessage());
        }
        if (bytes.length > ManifestXml.MAX_BYTES) {
            throw new DiskHeader.Refused("it has more than a MiB");
        }
        Manifest manifest = ManifestXml.read(bytes);
        if (!trusted.isEmpty()) {
            ManifestSignature.check(bytes, manifest, trusted, clock.instant());
        }
        if (manifest.lock().isPresent() && !key.isThere()) {
            throw new DiskHeader.Refused(
                    "the bundle is encrypted, and this cloud has no key to decrypt it with;"
                            + " upload the disk itself and register that");
        }
        return manifest;
    }

    private ObjectContent get(RequestContext context, ImageLocation location) {
        try {
            return objects.get(context, location.bucket(), location.key());
        } catch (NotFoundException | AccessDeniedException e) {
            NotFoundException refusal =
                    new NotFoundException(
                            ResourceType.OBJECT,
                            location.toString(),
                            "The object %s does not exist, or the caller may not read it"
                                    .formatted(location));
            refusal.initCause(e);
            throw refusal;
        }
    }
}

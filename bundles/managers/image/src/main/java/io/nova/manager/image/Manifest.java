package io.nova.manager.image;

import io.nova.model.objectstore.ObjectKey;
import java.util.List;
import java.util.Optional;

/**
 * What an image bundle's manifest says.
 *
 * @param size of the image in bytes; 0 if it does not say
 * @param digest SHA-1 of the archive that holds the image, in hexadecimal; empty if it does not say
 * @param lock how the parts were encrypted; empty if they were not
 * @param kernel to boot with; {@code true} says that the image is a kernel itself
 * @param ramdisk to boot with; {@code true} says that the image is a ramdisk itself
 * @param rootDevice what the guest's root disk is called, such as {@code /dev/sda1}
 * @param signature of all this, in hexadecimal; empty if it is not signed
 */
record Manifest(
        List<Part> parts,
        long size,
        String digest,
        Optional<Lock> lock,
        Optional<String> kernel,
        Optional<String> ramdisk,
        Optional<String> architecture,
        Optional<String> rootDevice,
        String signature) {

    /** What a kernel's or ramdisk's own manifest says in place of an id. */
    static final String ITSELF = "true";

    private static final String SUFFIX = "manifest.xml";

    Manifest {
        parts = List.copyOf(parts);
    }

    /** A part, whose bytes follow those of the part before. */
    record Part(String name, String sha1) {}

    /**
     * The key and the initial vector of AES-128-CBC, each encrypted to the cloud's key, in
     * hexadecimal.
     */
    record Lock(String key, String iv) {}

    /** Tells whether the object is a manifest by its name, as clients name them. */
    static boolean isAt(ObjectKey key) {
        return key.value().endsWith(SUFFIX);
    }

    /** Returns the key of a part: it lies beside its manifest. */
    static ObjectKey keyOf(ObjectKey manifest, Part part) {
        String folder = manifest.value().substring(0, manifest.value().lastIndexOf('/') + 1);
        return new ObjectKey(folder + part.name());
    }
}

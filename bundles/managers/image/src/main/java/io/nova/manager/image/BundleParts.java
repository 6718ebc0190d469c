package io.nova.manager.image;

import io.nova.api.objectstore.ObjectContent;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parts of a bundle as one stream; a part that is not as its manifest says ends it. */
final class BundleParts extends InputStream {

    /** A part is not what the manifest says; retrying does not help. */
    static final class BadPart extends IOException {
        private static final long serialVersionUID = 1L;

        BadPart(String message) {
            super(message);
        }
    }

    private final Iterator<Manifest.Part> left;
    private final Iterator<ObjectContent> objects;
    private final MessageDigest digest = Digests.sha1();
    private Manifest.@Nullable Part part;
    private @Nullable InputStream stream;

    /**
     * @param objects the bytes of the parts, in their order
     */
    BundleParts(List<Manifest.Part> parts, List<ObjectContent> objects) {
        this.left = parts.iterator();
        this.objects = objects.iterator();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (Thread.interrupted()) {
            throw new java.io.InterruptedIOException("the deadline passed");
        }
        while (true) {
            InputStream from = stream;
            Manifest.Part reading = part;
            if (from == null || reading == null) {
                if (!left.hasNext()) {
                    return -1;
                }
                part = left.next();
                stream = new ObjectStream(objects.next());
                continue;
            }
            int count = readOf(reading, from, target, offset, length);
            if (count >= 0) {
                digest.update(target, offset, count);
                return count;
            }
            check(reading);
            close();
        }
    }

    private static int readOf(
            Manifest.Part part, InputStream from, byte[] target, int offset, int length)
            throws BadPart {
        try {
            return from.read(target, offset, length);
        } catch (IOException e) {
            throw new BadPart(
                    "the part %s cannot be read: %s".formatted(part.name(), e.getMessage()));
        }
    }

    private void check(Manifest.Part read) throws BadPart {
        String sha1 = HexFormat.of().formatHex(digest.digest());
        if (!sha1.equals(read.sha1())) {
            throw new BadPart(
                    "the part %s has the SHA1 digest %s, and the manifest says %s"
                            .formatted(read.name(), sha1, read.sha1()));
        }
    }

    @Override
    public void close() throws IOException {
        InputStream open = stream;
        stream = null;
        part = null;
        if (open != null) {
            open.close();
        }
    }
}

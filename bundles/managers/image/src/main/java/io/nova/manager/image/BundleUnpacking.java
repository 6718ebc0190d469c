package io.nova.manager.image;

import io.nova.api.objectstore.DeleteRequest;
import io.nova.api.objectstore.ObjectBody;
import io.nova.api.objectstore.ObjectService;
import io.nova.api.objectstore.PutRequest;
import io.nova.model.BucketName;
import io.nova.model.ImageId;
import io.nova.model.NotFoundException;
import io.nova.model.RequestContext;
import io.nova.model.UnavailableException;
import io.nova.model.image.Image;
import io.nova.model.objectstore.ObjectKey;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.security.DigestInputStream;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Makes an object of a bundle: its parts checked, joined, decrypted and unpacked on the way into
 * the image service's own bucket, in memory that does not grow with them.
 */
final class BundleUnpacking {

    private static final int BUFFER = 1 << 16;

    /** What an archive may have behind its file: its end, in blocks. */
    private static final int MOST_PADDING = 1 << 20;

    private final ObjectService objects;
    private final ImageBucket bucket;
    private final BundleKey key;

    BundleUnpacking(ObjectService objects, ImageBucket bucket, BundleKey key) {
        this.objects = objects;
        this.bucket = bucket;
        this.key = key;
    }

    /**
     * Returns the manifest at the location.
     *
     * @throws DiskHeader.Refused if it is none that this cloud can make an image of
     */
    Manifest manifest(RequestContext context, ImageLocation location) throws DiskHeader.Refused {
        byte[] bytes;
        try (ObjectStream stream =
                new ObjectStream(objects.get(context, location.bucket(), location.key()))) {
            bytes = stream.readNBytes(ManifestXml.MAX_BYTES + 1);
        } catch (IOException e) {
            throw new UnavailableException("objectstore", "The manifest cannot be read", e);
        }
        if (bytes.length > ManifestXml.MAX_BYTES) {
            throw new DiskHeader.Refused("it has more than a MiB");
        }
        Manifest manifest = ManifestXml.read(bytes);
        if (manifest.lock().isPresent() && !key.isThere()) {
            throw new DiskHeader.Refused(
                    "the bundle is encrypted, and this cloud has no key to decrypt it with;"
                            + " upload the disk itself and register that");
        }
        return manifest;
    }

    /**
     * Unpacks into an object of the service's own, in place of an earlier attempt's.
     *
     * @return where it is
     * @throws DiskHeader.Refused if the bundle is not what its manifest says
     */
    ImageLocation unpack(RequestContext context, ImageId image, ImageLocation location)
            throws DiskHeader.Refused, InterruptedException {
        Manifest manifest = manifest(context, location);
        BucketName own = bucket.name();
        bucket.ensure(own);
        ObjectKey target = new ObjectKey(image.value());
        try (InputStream unpacked = open(context, manifest, location)) {
            var unused =
                    objects.put(
                            bucket.context(image.value()),
                            own,
                            target,
                            PutRequest.PLAIN,
                            ObjectBody.of(unpacked));
        } catch (BundleParts.BadPart | TarImage.BadArchive | ZipException | EOFException e) {
            throw new DiskHeader.Refused(String.valueOf(e.getMessage()));
        } catch (InterruptedIOException e) {
            InterruptedException interrupted = new InterruptedException(e.getMessage());
            interrupted.initCause(e);
            throw interrupted;
        } catch (IOException e) {
            // A wrong key, or padding that is none: the bytes are there and will not change.
            throw new DiskHeader.Refused("the bundle cannot be decrypted: " + e.getMessage());
        }
        return new ImageLocation(own, target);
    }

    /** Removes what was made of the image, if anything was. */
    void discard(Image image) {
        if (!Manifest.isAt(ImageLocation.parse(image.location()).key())) {
            return;
        }
        try {
            objects.delete(
                    bucket.context(image.id().value()),
                    bucket.name(),
                    new ObjectKey(image.id().value()),
                    DeleteRequest.PLAIN);
        } catch (NotFoundException e) {
            // Not even the bucket is there.
        }
    }

    private InputStream open(RequestContext context, Manifest manifest, ImageLocation location)
            throws IOException, DiskHeader.Refused {
        InputStream joined =
                new BundleParts(
                        manifest.parts(),
                        part ->
                                new ObjectStream(
                                        objects.get(
                                                context,
                                                location.bucket(),
                                                Manifest.keyOf(location.key(), part))));
        try {
            return open(manifest, joined);
        } catch (IOException e) {
            tellBadPart(joined);
            throw e;
        }
    }

    private InputStream open(Manifest manifest, InputStream joined)
            throws IOException, DiskHeader.Refused {
        InputStream plain =
                manifest.lock().isPresent() ? key.open(manifest.lock().get(), joined) : joined;
        DigestInputStream archive =
                new DigestInputStream(new GZIPInputStream(plain, BUFFER), Digests.sha1());
        TarImage tar = new TarImage(archive);
        if (manifest.size() != 0 && tar.size() != manifest.size()) {
            throw new TarImage.BadArchive(
                    "the image has %d bytes, and the manifest says %d"
                            .formatted(tar.size(), manifest.size()));
        }
        return new Whole(tar, archive, manifest.digest(), joined);
    }

    /** Bytes that cannot be unpacked are mostly those of a part that is not the one uploaded. */
    private static void tellBadPart(InputStream joined) throws IOException {
        byte[] buffer = new byte[BUFFER];
        while (joined.read(buffer) >= 0) {
            // Its end checks it.
        }
    }

    /** Ends only if the archive ends as it should: before that, nothing of it may be kept. */
    private static final class Whole extends InputStream {

        private final InputStream image;
        private final DigestInputStream archive;
        private final String digest;
        private final InputStream joined;
        private boolean checked;

        Whole(InputStream image, DigestInputStream archive, String digest, InputStream joined) {
            this.joined = joined;
            this.image = image;
            this.archive = archive;
            this.digest = digest;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            try {
                int count = image.read(target, offset, length);
                if (count < 0 && !checked) {
                    check();
                    checked = true;
                }
                return count;
            } catch (ZipException | EOFException | TarImage.BadArchive e) {
                tellBadPart(joined);
                throw e;
            }
        }

        private void check() throws IOException {
            byte[] padding = archive.readNBytes(MOST_PADDING + 1);
            if (padding.length > MOST_PADDING) {
                throw new TarImage.BadArchive("the archive holds more than the image");
            }
            String sha1 = HexFormat.of().formatHex(archive.getMessageDigest().digest());
            if (!digest.isEmpty() && !sha1.equals(digest)) {
                throw new TarImage.BadArchive(
                        "the archive has the SHA1 digest %s, and the manifest says %s"
                                .formatted(sha1, digest));
            }
        }

        @Override
        public void close() throws IOException {
            image.close();
        }
    }
}

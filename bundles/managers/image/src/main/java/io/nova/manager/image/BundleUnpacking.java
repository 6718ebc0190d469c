package io.nova.manager.image;

import io.nova.api.objectstore.ObjectContent;
import io.nova.model.ImageId;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.security.DigestInputStream;
import java.util.HexFormat;
import java.util.List;
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

    private final OwnObjects own;
    private final BundleKey key;
    private final BundleLimits limits;

    BundleUnpacking(OwnObjects own, BundleKey key, BundleLimits limits) {
        this.own = own;
        this.key = key;
        this.limits = limits;
    }

    /**
     * Unpacks into an object of the service's own, in place of an earlier attempt's.
     *
     * @return where it is
     * @throws DiskHeader.Refused if the bundle is not what its manifest says, or too large
     */
    ImageLocation unpack(ImageId image, Source source)
            throws DiskHeader.Refused, InterruptedException {
        Manifest manifest = source.manifest().orElseThrow();
        limits.check(Math.max(1, manifest.size()), source.partBytes());
        try (Whole unpacked = open(manifest, source.parts())) {
            limits.check(unpacked.size(), source.partBytes());
            return own.write(image, unpacked, unpacked.size());
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
    }

    private Whole open(Manifest manifest, List<ObjectContent> parts)
            throws IOException, DiskHeader.Refused {
        InputStream joined = new BundleParts(manifest.parts(), parts);
        try {
            return open(manifest, joined);
        } catch (BundleParts.BadPart e) {
            throw e;
        } catch (IOException e) {
            tellBadPart(joined);
            throw e;
        }
    }

    private Whole open(Manifest manifest, InputStream joined)
            throws IOException, DiskHeader.Refused {
        DigestInputStream archive = new DigestInputStream(unzip(manifest, joined), Digests.sha1());
        TarImage tar = new TarImage(archive);
        if (manifest.size() != 0 && tar.size() != manifest.size()) {
            throw new TarImage.BadArchive(
                    "the image has %d bytes, and the manifest says %d"
                            .formatted(tar.size(), manifest.size()));
        }
        return new Whole(tar, archive, manifest.digest(), joined);
    }

    private InputStream unzip(Manifest manifest, InputStream joined)
            throws IOException, DiskHeader.Refused {
        if (manifest.lock().isEmpty()) {
            return new GZIPInputStream(joined, BUFFER);
        }
        try {
            return new GZIPInputStream(key.open(manifest.lock().get(), joined), BUFFER);
        } catch (BundleParts.BadPart | InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            tellBadPart(joined);
            throw new DiskHeader.Refused(
                    "the bundle is not encrypted to the key of this cloud, or not as its manifest"
                            + " says");
        }
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

        private final TarImage image;
        private final DigestInputStream archive;
        private final String digest;
        private final InputStream joined;
        private boolean checked;

        Whole(TarImage image, DigestInputStream archive, String digest, InputStream joined) {
            this.joined = joined;
            this.image = image;
            this.archive = archive;
            this.digest = digest;
        }

        long size() {
            return image.size();
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

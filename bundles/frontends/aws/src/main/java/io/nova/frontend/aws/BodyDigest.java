package io.nova.frontend.aws;

import io.nova.model.objectstore.Crc64Nvme;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/** A digest or checksum of a body, computed while the body passes. */
abstract class BodyDigest {

    /** The checksums that S3 knows by a header or trailer. */
    enum Algorithm {
        CRC32,
        CRC32C,
        CRC64NVME,
        SHA1,
        SHA256;

        /** Returns the header's and trailer's name, in lower case. */
        String header() {
            return "x-amz-checksum-" + name().toLowerCase(Locale.ROOT);
        }

        BodyDigest start() {
            return switch (this) {
                case CRC32 -> new OfChecksum(new CRC32(), 4);
                case CRC32C -> new OfChecksum(new CRC32C(), 4);
                case CRC64NVME -> new OfChecksum(new Crc64Nvme(), 8);
                case SHA1 -> message("SHA-1");
                case SHA256 -> message("SHA-256");
            };
        }

        static Optional<Algorithm> ofHeader(String name) {
            for (Algorithm algorithm : values()) {
                if (algorithm.header().equals(name)) {
                    return Optional.of(algorithm);
                }
            }
            return Optional.empty();
        }
    }

    /** Takes the next bytes; leaves the buffer as it was. */
    abstract void update(ByteBuffer bytes);

    /** Returns how many bytes the digest has. */
    abstract int length();

    /** Returns the digest; the last call. */
    abstract byte[] end();

    static BodyDigest message(String algorithm) {
        try {
            return new OfMessage(MessageDigest.getInstance(algorithm));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
    }

    private static final class OfMessage extends BodyDigest {
        private final MessageDigest digest;

        OfMessage(MessageDigest digest) {
            this.digest = digest;
        }

        @Override
        void update(ByteBuffer bytes) {
            digest.update(bytes.duplicate());
        }

        @Override
        int length() {
            return digest.getDigestLength();
        }

        @Override
        byte[] end() {
            return digest.digest();
        }
    }

    private static final class OfChecksum extends BodyDigest {
        private final Checksum checksum;
        private final int bytes;

        OfChecksum(Checksum checksum, int bytes) {
            this.checksum = checksum;
            this.bytes = bytes;
        }

        @Override
        void update(ByteBuffer data) {
            checksum.update(data.duplicate());
        }

        @Override
        int length() {
            return bytes;
        }

        @Override
        byte[] end() {
            byte[] all = ByteBuffer.allocate(Long.BYTES).putLong(checksum.getValue()).array();
            return Arrays.copyOfRange(all, Long.BYTES - bytes, Long.BYTES);
        }
    }
}

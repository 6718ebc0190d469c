package io.nova.manager.objectstore;

import io.nova.model.objectstore.Checksum;
import io.nova.model.objectstore.ChecksumAlgorithm;
import io.nova.model.objectstore.Crc64Nvme;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** Sums bytes by one of S3's algorithms. */
interface Sum {

    /** Adds bytes. */
    void update(byte[] bytes, int from, int length);

    /** Returns the sum; called once, at the end. */
    byte[] value();

    /** Returns a new sum. */
    static Sum of(ChecksumAlgorithm algorithm) {
        return switch (algorithm) {
            case CRC32 -> of(new CRC32(), algorithm.bytes());
            case CRC32C -> of(new CRC32C(), algorithm.bytes());
            case CRC64NVME -> of(new Crc64Nvme(), algorithm.bytes());
            case SHA1 -> of("SHA-1");
            case SHA256 -> of("SHA-256");
        };
    }

    /** Returns a new MD5. */
    static Sum md5() {
        return of("MD5");
    }

    /** Returns the checksum in S3's form. */
    default Checksum checksum(ChecksumAlgorithm algorithm) {
        return Checksum.of(algorithm, Base64.getEncoder().encodeToString(value()));
    }

    private static Sum of(java.util.zip.Checksum sum, int size) {
        return new Sum() {
            @Override
            public void update(byte[] bytes, int from, int length) {
                sum.update(bytes, from, length);
            }

            @Override
            public byte[] value() {
                byte[] all = ByteBuffer.allocate(Long.BYTES).putLong(sum.getValue()).array();
                return Arrays.copyOfRange(all, Long.BYTES - size, Long.BYTES);
            }
        };
    }

    private static Sum of(String name) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + name, e);
        }
        return new Sum() {
            @Override
            public void update(byte[] bytes, int from, int length) {
                digest.update(bytes, from, length);
            }

            @Override
            public byte[] value() {
                return digest.digest();
            }
        };
    }
}

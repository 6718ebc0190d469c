package io.nova.model.objectstore;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The checksums of S3 beside MD5. */
public enum ChecksumAlgorithm {
    CRC32(4, true),
    CRC32C(4, true),
    CRC64NVME(8, true),
    SHA1(20, false),
    SHA256(32, false);

    /** With what S3 sums what is sent without a checksum. */
    public static final ChecksumAlgorithm DEFAULT = CRC64NVME;

    private final int bytes;
    private final boolean additive;

    ChecksumAlgorithm(int bytes, boolean additive) {
        this.bytes = bytes;
        this.additive = additive;
    }

    /** Returns the length of the sum. */
    public int bytes() {
        return bytes;
    }

    /** Tells whether the sum of a whole follows from those of its parts. */
    public boolean isAdditive() {
        return additive;
    }

    /** Returns the header that carries it, such as {@code x-amz-checksum-crc32}. */
    public String header() {
        return "x-amz-checksum-" + name().toLowerCase(Locale.ROOT);
    }

    /** Returns the algorithm of S3's word, in any case. */
    public static Optional<ChecksumAlgorithm> find(String word) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.name().equalsIgnoreCase(word))
                .findFirst();
    }
}

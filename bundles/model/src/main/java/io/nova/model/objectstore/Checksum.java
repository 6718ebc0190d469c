package io.nova.model.objectstore;

/**
 * A checksum of an object or a part.
 *
 * @param value in Base64; for a composite one followed by a dash and the number of parts
 * @param composite whether it is the checksum of the parts' checksums
 */
public record Checksum(ChecksumAlgorithm algorithm, String value, boolean composite) {

    /** Returns the checksum of all bytes. */
    public static Checksum of(ChecksumAlgorithm algorithm, String value) {
        return new Checksum(algorithm, value, false);
    }
}

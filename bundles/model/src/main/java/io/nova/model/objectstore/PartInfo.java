package io.nova.model.objectstore;

import java.time.Instant;
import java.util.Optional;

/**
 * An uploaded part.
 *
 * @param number 1 to {@value #MAX_NUMBER}
 * @param etag the MD5 of its bytes in hex, without quotes
 */
public record PartInfo(
        int number, long size, String etag, Instant modified, Optional<Checksum> checksum) {

    /** The greatest number of a part. */
    public static final int MAX_NUMBER = 10_000;
}

package io.nova.api.objectstore;

import io.nova.model.objectstore.CannedAcl;
import io.nova.model.objectstore.ChecksumAlgorithm;
import io.nova.model.objectstore.ObjectHeaders;
import java.util.Optional;

/**
 * How an object is to be written.
 *
 * @param checksum what to sum the bytes with beside MD5, unless the body says it; kept with the
 *     object
 */
public record PutRequest(
        ObjectHeaders headers,
        CannedAcl acl,
        WriteCondition condition,
        Optional<ChecksumAlgorithm> checksum) {

    /** A private object without headers or condition. */
    public static final PutRequest PLAIN =
            new PutRequest(
                    ObjectHeaders.NONE, CannedAcl.PRIVATE, WriteCondition.NONE, Optional.empty());
}

package io.nova.api.objectstore;

import io.nova.model.objectstore.Acl;
import io.nova.model.objectstore.ChecksumAlgorithm;
import io.nova.model.objectstore.ObjectHeaders;
import io.nova.model.objectstore.TagSet;
import java.util.Optional;

/**
 * How an object is to be written.
 *
 * @param checksum what to sum the bytes with beside MD5, unless the body says it; kept with the
 *     object
 */
public record PutRequest(
        ObjectHeaders headers,
        Acl acl,
        TagSet tags,
        WriteCondition condition,
        Optional<ChecksumAlgorithm> checksum) {

    /** A private object without headers, tags or condition. */
    public static final PutRequest PLAIN =
            new PutRequest(
                    ObjectHeaders.NONE,
                    Acl.PRIVATE,
                    TagSet.NONE,
                    WriteCondition.NONE,
                    Optional.empty());

    /** Returns the request with these headers. */
    public PutRequest withHeaders(ObjectHeaders other) {
        return new PutRequest(other, acl, tags, condition, checksum);
    }

    /** Returns the request with this access list. */
    public PutRequest withAcl(Acl other) {
        return new PutRequest(headers, other, tags, condition, checksum);
    }

    /** Returns the request with these tags. */
    public PutRequest withTags(TagSet other) {
        return new PutRequest(headers, acl, other, condition, checksum);
    }

    /** Returns the request with this condition. */
    public PutRequest withCondition(WriteCondition other) {
        return new PutRequest(headers, acl, tags, other, checksum);
    }

    /** Returns the request with this checksum. */
    public PutRequest withChecksum(Optional<ChecksumAlgorithm> other) {
        return new PutRequest(headers, acl, tags, condition, other);
    }
}

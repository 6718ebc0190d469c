package io.nova.api.objectstore;

import io.nova.model.BucketName;
import io.nova.model.objectstore.ObjectHeaders;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.ObjectKey;
import io.nova.model.objectstore.TagSet;
import io.nova.model.objectstore.VersionId;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What to copy, and how.
 *
 * @param version of the source; empty for the latest
 * @param check looks at the source before it is copied, and throws if it is not the one wanted
 * @param headers instead of the source's; empty to keep those
 * @param tags instead of the source's; empty to keep those
 * @param put its headers and tags are not used
 */
public record CopyRequest(
        BucketName bucket,
        ObjectKey key,
        Optional<VersionId> version,
        Consumer<ObjectInfo> check,
        Optional<ObjectHeaders> headers,
        Optional<TagSet> tags,
        PutRequest put) {

    /** A private copy of the latest version with its headers and tags. */
    public static CopyRequest of(BucketName bucket, ObjectKey key) {
        return new CopyRequest(
                bucket,
                key,
                Optional.empty(),
                source -> {},
                Optional.empty(),
                Optional.empty(),
                PutRequest.PLAIN);
    }
}

package io.nova.api.objectstore;

import io.nova.model.BucketName;
import io.nova.model.objectstore.ObjectHeaders;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.ObjectKey;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What to copy, and how.
 *
 * @param check looks at the source before it is copied, and throws if it is not the one wanted
 * @param headers instead of the source's; empty to keep those
 * @param put its headers are not used
 */
public record CopyRequest(
        BucketName bucket,
        ObjectKey key,
        Consumer<ObjectInfo> check,
        Optional<ObjectHeaders> headers,
        PutRequest put) {}

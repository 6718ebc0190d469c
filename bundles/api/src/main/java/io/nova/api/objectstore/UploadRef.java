package io.nova.api.objectstore;

import io.nova.model.BucketName;
import io.nova.model.objectstore.ObjectKey;

/** Names a multipart upload as clients do. */
public record UploadRef(BucketName bucket, ObjectKey key, String id) {}

package io.nova.api.objectstore;

import io.nova.model.objectstore.BucketPart;

/**
 * A configuration of a bucket.
 *
 * @param text in the form that the reader of this part defines; up to some 100 KiB, less if it does
 *     not compress
 */
public record BucketConfig(BucketPart part, String text) {}

/** Keeps blobs as objects in a bucket of another S3 store, by our own small client. */
@NullMarked
package io.nova.driver.objectstore.s3;

import org.jspecify.annotations.NullMarked;

/** Buckets, objects and uploads, as S3 has them. */
@Export
@Version("1.0.0")
@NullMarked
package io.nova.api.objectstore;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

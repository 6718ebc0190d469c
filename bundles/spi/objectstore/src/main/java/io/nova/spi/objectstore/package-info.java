/** What an object store driver implements: immutable blobs under generated ids. */
@Export
@Version("1.0.0")
@NullMarked
package io.nova.spi.objectstore;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

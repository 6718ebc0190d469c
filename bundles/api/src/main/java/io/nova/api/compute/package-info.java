/** Instances, key pairs, instance types, and the hosts beneath them. */
@Export
@Version("1.0.0")
@NullMarked
package io.nova.api.compute;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

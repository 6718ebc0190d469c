/** Instances, their types, key pairs and the hosts that run them. */
@Export
@Version("1.0.0")
@NullMarked
package io.nova.model.compute;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

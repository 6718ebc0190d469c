/** How often somebody may do something. */
@Export
@Version("1.0.0")
@NullMarked
package io.nova.model.limit;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

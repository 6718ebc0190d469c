/** Who calls, what they may do, and who owns resources. */
@Export
@Version("1.0.0")
@NullMarked
package io.nova.api.identity;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

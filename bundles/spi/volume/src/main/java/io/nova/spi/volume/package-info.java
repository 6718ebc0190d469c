/** What a volume driver implements. */
@Export
@Version("1.0.0")
@NullMarked
package io.nova.spi.volume;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

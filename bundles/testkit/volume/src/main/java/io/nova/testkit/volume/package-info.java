/** What every volume driver is tested against. */
@NullMarked
@Export
@Version("1.0.0")
package io.nova.testkit.volume;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

/** How a driver is called that may be exchanged at any moment. */
@Export
@Version("1.0.0")
@NullMarked
package io.nova.gate;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

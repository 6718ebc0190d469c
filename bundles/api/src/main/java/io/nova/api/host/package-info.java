/** Which machines are hosts of the cloud. */
@Export
@Version("1.0.0")
@NullMarked
package io.nova.api.host;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

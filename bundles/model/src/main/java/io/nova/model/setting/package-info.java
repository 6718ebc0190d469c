/** How components read their settings, and refuse those that are wrong. */
@Export
@Version("1.0.0")
@NullMarked
package io.nova.model.setting;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

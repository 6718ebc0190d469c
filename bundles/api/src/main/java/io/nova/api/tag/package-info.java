/** Tags on resources of every kind. */
@Export
@Version("1.0.0")
@NullMarked
package io.nova.api.tag;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

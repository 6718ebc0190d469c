/** Volumes and snapshots of projects. */
@Export
@Version("1.0.0")
@NullMarked
package io.nova.api.volume;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

/** The one engine of background work: keys that are brought to their desired state. */
@Export
@Version("1.0.0")
@NullMarked
package io.nova.reconcile;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

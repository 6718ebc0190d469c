/** The cloud as a whole: what holds of all its records, and how they are kept safe. */
@Export
@Version("1.0.0")
@NullMarked
package io.nova.api.cluster;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

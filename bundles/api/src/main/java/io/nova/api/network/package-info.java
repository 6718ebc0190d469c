/** Networks, and the addresses that placements take from them. */
@Export
@Version("1.0.0")
@NullMarked
package io.nova.api.network;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

/** What a hypervisor driver implements. */
@Export
@Version("1.0.0")
@NullMarked
package io.nova.spi.hypervisor;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

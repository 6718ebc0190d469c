/** What an identity driver implements: users, projects, roles and access keys. */
@Export
@Version("1.0.0")
@NullMarked
package io.nova.spi.identity;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

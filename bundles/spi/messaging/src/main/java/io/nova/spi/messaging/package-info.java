/**
 * What a messaging driver implements: calls with a deadline, hints and commands between roles and
 * hosts.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.nova.spi.messaging;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

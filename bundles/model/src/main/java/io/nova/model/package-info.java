/** Identifiers, records, states and errors that every layer may use. */
@Export
@Version("1.0.0")
@NullMarked
package io.nova.model;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

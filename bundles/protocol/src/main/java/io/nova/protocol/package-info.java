/**
 * What managers and agents say to each other. Messages are hints and copies: the truth is in the
 * store.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.nova.protocol;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

/** The one JSON form of model values, for the records of the store and the messages of the bus. */
@Export
@Version("1.0.0")
@NullMarked
package io.nova.json;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

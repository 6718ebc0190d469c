/** Owns buckets, objects and uploads; their bytes are with an object store driver. */
@NullMarked
package io.nova.manager.objectstore;

import org.jspecify.annotations.NullMarked;

/** Keeps blobs as files of one directory. */
@NullMarked
package io.nova.driver.objectstore.filesystem;

import org.jspecify.annotations.NullMarked;

/** Volumes that are files of their host, exported by qemu-nbd. */
@NullMarked
package io.nova.driver.volume.file;

import org.jspecify.annotations.NullMarked;

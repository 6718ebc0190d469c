/** The object store on the drivers of one machine, killed, on full disks and on damaged ones. */
@NullMarked
package io.nova.itests.objectstore;

import org.jspecify.annotations.NullMarked;

/** Volumes over ATA over Ethernet. */
@NullMarked
package io.nova.driver.volume.aoe;

import org.jspecify.annotations.NullMarked;

/** A volume driver that pretends. */
@NullMarked
package io.nova.driver.volume.simulated;

import org.jspecify.annotations.NullMarked;

/** A network driver that pretends. */
@NullMarked
package io.nova.driver.network.simulated;

import org.jspecify.annotations.NullMarked;

/** A hypervisor that only pretends; the driver to copy. */
@NullMarked
package io.nova.driver.hypervisor.simulated;

import org.jspecify.annotations.NullMarked;

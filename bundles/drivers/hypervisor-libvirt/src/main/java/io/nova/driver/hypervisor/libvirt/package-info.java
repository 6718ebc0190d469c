/** Runs guests with QEMU, with or without KVM, through libvirt. */
@NullMarked
package io.nova.driver.hypervisor.libvirt;

import org.jspecify.annotations.NullMarked;

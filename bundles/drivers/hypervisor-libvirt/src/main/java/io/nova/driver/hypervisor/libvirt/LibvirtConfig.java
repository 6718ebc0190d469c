package io.nova.driver.hypervisor.libvirt;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** How guests are run; {@link Settings} checks it. */
@ObjectClassDefinition(name = "libvirt hypervisor")
public @interface LibvirtConfig {
    @AttributeDefinition(description = "The libvirt daemon of this host")
    String uri() default "qemu:///system";

    @AttributeDefinition(
            description =
                    "kvm: with the processor's help; qemu: without; auto: with it if a tiny guest"
                            + " was seen to run with it")
    String mode() default "auto";

    @AttributeDefinition(
            description =
                    "Where guests' disks and consoles are kept, absolute; the user that QEMU runs"
                            + " as must be able to enter it")
    String directory() default "/var/lib/nova/instances";

    @AttributeDefinition(
            description = "The processor that guests see; empty: the host's (kvm), qemu64 (qemu)")
    String cpuModel() default "";

    @AttributeDefinition(
            description = "How QEMU caches disks: none needs a file system with direct I/O")
    String diskCache() default "writeback";

    @AttributeDefinition(description = "Virtual CPUs offered for each processor of the host")
    double cpuRatio() default 16;

    @AttributeDefinition(description = "Memory offered for each MiB of the host's")
    double memoryRatio() default 1;

    @AttributeDefinition(description = "Disk room offered for each GiB of the directory's")
    double diskRatio() default 1;

    @AttributeDefinition(description = "Memory kept from guests, for the host itself, in MiB")
    int reservedMemoryMib() default 512;

    @AttributeDefinition(
            description =
                    "How long a guest that was asked to reboot may take before it is reset, in"
                            + " seconds")
    int rebootPatienceSeconds() default 120;

    @AttributeDefinition(
            description =
                    "How long a call to libvirt may take before it is given up, in seconds; the first"
                            + " one after libvirt was installed asks QEMU for all it can")
    int callTimeoutSeconds() default 120;

    @AttributeDefinition(description = "The disk tool of QEMU, absolute")
    String qemuImg() default "/usr/bin/qemu-img";
}

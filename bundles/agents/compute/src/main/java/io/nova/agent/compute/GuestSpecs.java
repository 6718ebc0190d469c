package io.nova.agent.compute;

import io.nova.gate.Gate;
import io.nova.model.DriverException;
import io.nova.model.image.DiskFormat;
import io.nova.model.network.Port;
import io.nova.protocol.GuestAssignment;
import io.nova.protocol.ImageRef;
import io.nova.spi.hypervisor.Boot;
import io.nova.spi.hypervisor.GuestNic;
import io.nova.spi.hypervisor.GuestSpec;
import io.nova.spi.hypervisor.RootDisk;
import io.nova.spi.network.NetworkDriver;
import io.nova.spi.network.PortLink;
import io.nova.spi.network.PortSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Gets ready what a guest needs before it is launched: its images, then its port. */
final class GuestSpecs {

    private final Images images;
    private final Gate<NetworkDriver> network;
    private final String kernelCommandLine;

    /**
     * @param kernelCommandLine for guests with a kernel of their own: {@code console=ttyS0
     *     root=/dev/vda}
     */
    GuestSpecs(Images images, Gate<NetworkDriver> network, String kernelCommandLine) {
        this.images = images;
        this.network = network;
        this.kernelCommandLine = kernelCommandLine;
    }

    /**
     * Returns what to launch; the port's rules are in force when this returns.
     *
     * @throws DriverException if something cannot be had
     */
    GuestSpec prepare(GuestAssignment guest) throws InterruptedException {
        Path disk = images.fetch(guest.image());
        Optional<Path> kernel = fetch(guest.kernel());
        Optional<Path> ramdisk = fetch(guest.ramdisk());
        PortLink link = network.call(driver -> driver.connect(port(guest)));
        Boot boot =
                kernel.<Boot>map(file -> new Boot.Kernel(file, ramdisk, kernelCommandLine))
                        .orElseGet(Boot.Disk::new);
        return new GuestSpec(
                guest.instance(),
                guest.project(),
                guest.vcpus(),
                guest.memoryMib(),
                boot,
                new RootDisk(disk, format(guest.image()), guest.diskBytes()),
                List.of(new GuestNic(guest.port().mac(), link.bridge(), link.device())),
                guest.generation());
    }

    /** Gives back what {@link #prepare} took of the host; images stay in the cache. */
    void release(GuestAssignment guest) throws InterruptedException {
        network.call(
                driver -> {
                    driver.disconnect(guest.port().id());
                    return true;
                });
    }

    private Optional<Path> fetch(Optional<ImageRef> image) throws InterruptedException {
        return image.isPresent() ? Optional.of(images.fetch(image.get())) : Optional.empty();
    }

    private static DiskFormat format(ImageRef image) {
        return image.format();
    }

    private static PortSpec port(GuestAssignment guest) {
        Port port = guest.port();
        return new PortSpec(
                port.id(),
                port.network(),
                port.address(),
                port.mac(),
                "ip-" + port.address().value().replace('.', '-'));
    }
}

package io.nova.driver.hypervisor.simulated;

import io.nova.model.DriverException;
import io.nova.model.InstanceId;
import io.nova.model.ProjectId;
import io.nova.model.VolumeId;
import io.nova.model.compute.HostCapacity;
import io.nova.model.image.DiskFormat;
import io.nova.spi.hypervisor.Boot;
import io.nova.spi.hypervisor.ConsoleAccess;
import io.nova.spi.hypervisor.DiskCapture;
import io.nova.spi.hypervisor.GuestDisk;
import io.nova.spi.hypervisor.GuestSpec;
import io.nova.spi.hypervisor.HypervisorDriver;
import io.nova.spi.hypervisor.RootDisk;
import io.nova.spi.hypervisor.VolumeHotplug;
import io.nova.testkit.hypervisor.HypervisorLab;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** A pretended host; drivers come and go on its machine. */
final class SimulatedLab implements HypervisorLab {

    private static final HostCapacity CAPACITY = new HostCapacity(4, 4096, 40);
    private static final int LATENCY_MILLIS = 100;

    private final SimulatedMachine machine;

    SimulatedLab(SimulatedMachine machine) {
        this.machine = machine;
    }

    @Override
    public HypervisorDriver open() {
        return new SimulatedHypervisor(machine, CAPACITY, LATENCY_MILLIS);
    }

    @Override
    public void close(HypervisorDriver driver) {
        ((SimulatedHypervisor) driver).close();
    }

    @Override
    public GuestSpec spec(InstanceId instance) {
        return new GuestSpec(
                instance,
                new ProjectId("000000000001"),
                1,
                128,
                new Boot.Disk(),
                new RootDisk(Path.of("/nowhere/image"), DiskFormat.RAW, 1L << 30),
                List.of(),
                1);
    }

    @Override
    public GuestSpec hopeless(InstanceId instance) {
        machine.failNextLaunch(DriverException.Kind.BROKEN);
        return spec(instance);
    }

    @Override
    public void awaitUp(HypervisorDriver driver, InstanceId instance) {
        // Pretended guests are up at once.
    }

    @Override
    public void crash(InstanceId instance) {
        machine.crash(instance);
    }

    @Override
    public Object disk(InstanceId instance) {
        return machine.find(instance).orElseThrow().disk();
    }

    @Override
    public List<String> traces(InstanceId instance) {
        return machine.find(instance).map(SimulatedGuest::toString).stream().toList();
    }

    @Override
    public GuestDisk volume(VolumeId volume) {
        return new GuestDisk(volume, "/dev/sdf", "simulated:" + volume);
    }

    @Override
    public void holdOn(InstanceId instance, VolumeId volume) {
        machine.holdOn(volume);
    }

    @Override
    public Set<Class<?>> abilities() {
        return Set.of(ConsoleAccess.class, VolumeHotplug.class, DiskCapture.class);
    }

    @Override
    public Duration patience() {
        return Duration.ofSeconds(10);
    }
}

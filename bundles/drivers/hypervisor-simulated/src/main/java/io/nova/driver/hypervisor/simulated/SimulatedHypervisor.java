package io.nova.driver.hypervisor.simulated;

import io.nova.model.DriverException;
import io.nova.model.InstanceId;
import io.nova.model.VolumeId;
import io.nova.model.compute.HostCapacity;
import io.nova.model.compute.PowerState;
import io.nova.model.setting.SettingsFile;
import io.nova.spi.hypervisor.ConsoleAccess;
import io.nova.spi.hypervisor.DiskCapture;
import io.nova.spi.hypervisor.Guest;
import io.nova.spi.hypervisor.GuestDisk;
import io.nova.spi.hypervisor.GuestListener;
import io.nova.spi.hypervisor.GuestSpec;
import io.nova.spi.hypervisor.GuestWatch;
import io.nova.spi.hypervisor.HypervisorDriver;
import io.nova.spi.hypervisor.VolumeHotplug;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Pretends guests, so that the whole cloud runs on a laptop and in tests. */
@Component(
        service = {
            HypervisorDriver.class,
            ConsoleAccess.class,
            VolumeHotplug.class,
            DiskCapture.class
        },
        configurationPid = SimulatedHypervisor.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = HypervisorDriver.DRIVER_NAME + "=simulated")
@Designate(ocd = SimulatedHypervisor.Config.class)
public final class SimulatedHypervisor
        implements HypervisorDriver, ConsoleAccess, VolumeHotplug, DiskCapture {

    static final String PID = "io.nova.driver.hypervisor.simulated";

    /** How the pretended host is. */
    @ObjectClassDefinition(name = "Simulated hypervisor")
    public @interface Config {
        @AttributeDefinition(description = "Virtual CPUs that the pretended host offers")
        int vcpus() default 16;

        @AttributeDefinition(description = "Memory that the pretended host offers, in MiB")
        int memoryMib() default 65536;

        @AttributeDefinition(description = "Room for disks that the pretended host offers, in GiB")
        int diskGib() default 1000;

        @AttributeDefinition(description = "How long a launch takes, in milliseconds")
        int latencyMillis() default 0;

        @AttributeDefinition(
                description = "Where guests are kept; empty: in memory, they end with the driver")
        String directory() default "";
    }

    private static final SettingsFile FILE = SettingsFile.of(PID);

    private final SimulatedMachine machine;
    private final HostCapacity capacity;
    private final int latencyMillis;
    private final List<GuestListener> watched = new CopyOnWriteArrayList<>();

    @Activate
    public SimulatedHypervisor(Config config) {
        this(capacity(config), FILE.atLeast("latencyMillis", config::latencyMillis, 0), config);
    }

    // What is wrong is refused before anything is made.
    private SimulatedHypervisor(HostCapacity capacity, int latencyMillis, Config config) {
        this(
                config.directory().isBlank()
                        ? SimulatedMachine.inMemory()
                        : SimulatedMachine.in(FILE.path("directory", config::directory)),
                capacity,
                latencyMillis);
    }

    /** Puts a driver on a machine, on which other drivers may have been before. */
    public SimulatedHypervisor(SimulatedMachine machine, HostCapacity capacity, int latencyMillis) {
        this.machine = machine;
        this.capacity = capacity;
        this.latencyMillis = latencyMillis;
    }

    @Override
    public void launch(GuestSpec spec) throws InterruptedException {
        boolean running =
                machine.find(spec.instance())
                        .map(guest -> guest.power() == PowerState.ON)
                        .orElse(false);
        if (!running) {
            // Before anything is made, so that an interrupt leaves nothing.
            pause();
        }
        machine.launch(spec, capacity);
    }

    @Override
    public void requestShutdown(InstanceId instance) {
        machine.switchOff(instance, false);
    }

    @Override
    public void powerOff(InstanceId instance) {
        machine.switchOff(instance, false);
    }

    @Override
    public void reboot(InstanceId instance) {
        machine.change(
                instance, guest -> guest.power() == PowerState.ON ? guest.rebooted() : guest);
    }

    @Override
    public void destroy(InstanceId instance) {
        machine.remove(instance);
    }

    @Override
    public void mark(InstanceId instance, long generation) {
        machine.change(instance, guest -> guest.marked(generation));
    }

    @Override
    public Collection<Guest> guests() {
        return machine.guests().stream().map(SimulatedGuest::seen).toList();
    }

    @Override
    public HostCapacity capacity() {
        return capacity;
    }

    @Override
    public GuestWatch watch(GuestListener listener) {
        watched.add(listener);
        machine.listen(listener);
        return () -> {
            watched.remove(listener);
            machine.ignore(listener);
        };
    }

    @Override
    public byte[] tail(InstanceId instance, int maxBytes) {
        return machine.find(instance)
                .map(guest -> SimulatedConsole.tail(guest, maxBytes))
                .orElseGet(() -> new byte[0]);
    }

    @Override
    public void attach(InstanceId instance, GuestDisk disk) {
        require(instance);
        machine.change(instance, guest -> guest.with(disk.volume()));
    }

    @Override
    public void detach(InstanceId instance, VolumeId volume, boolean force) {
        machine.detach(instance, volume, force);
    }

    @Override
    public Collection<VolumeId> attached(InstanceId instance) {
        return machine.find(instance).map(SimulatedGuest::volumes).orElse(List.of());
    }

    @Override
    public void capture(InstanceId instance, Path file) throws InterruptedException {
        SimulatedGuest guest = require(instance);
        pause();
        EmptyDisk.write(file, guest.diskGib());
    }

    /** Takes the driver off the machine; the guests stay. */
    @Deactivate
    public void close() {
        watched.forEach(machine::ignore);
        watched.clear();
    }

    private SimulatedGuest require(InstanceId instance) {
        return machine.find(instance)
                .orElseThrow(
                        () ->
                                new DriverException(
                                        DriverException.Kind.BROKEN, "no guest " + instance));
    }

    private void pause() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("before anything was done");
        }
        if (latencyMillis > 0) {
            Thread.sleep(latencyMillis);
        }
    }

    private static HostCapacity capacity(Config config) {
        return new HostCapacity(
                FILE.atLeast("vcpus", config::vcpus, 1),
                FILE.atLeast("memoryMib", config::memoryMib, 1),
                FILE.atLeast("diskGib", config::diskGib, 1));
    }
}

package io.nova.itests.simulation;

import io.nova.model.InstanceId;
import io.nova.model.VolumeId;
import io.nova.model.compute.HostCapacity;
import io.nova.spi.hypervisor.Guest;
import io.nova.spi.hypervisor.GuestDisk;
import io.nova.spi.hypervisor.GuestListener;
import io.nova.spi.hypervisor.GuestSpec;
import io.nova.spi.hypervisor.GuestWatch;
import io.nova.spi.hypervisor.HypervisorDriver;
import io.nova.spi.hypervisor.VolumeHotplug;
import java.util.Collection;
import java.util.function.Consumer;

/**
 * A driver that fails as drivers may, in a process that may die before or after each command.
 *
 * @param launched hears of every launch that succeeded
 * @param changed hears that a guest may have other volumes
 */
record CrashingHypervisor(
        HypervisorDriver driver,
        VolumeHotplug hotplug,
        Mortal process,
        Chaos chaos,
        Consumer<InstanceId> launched,
        Runnable changed)
        implements HypervisorDriver, VolumeHotplug {

    @Override
    public void launch(GuestSpec spec) throws InterruptedException {
        process.point("before it launches " + spec.instance());
        chaos.mayFailForGood("launch");
        driver.launch(spec);
        launched.accept(spec.instance());
        changed.run();
        process.point("after it launched " + spec.instance());
    }

    @Override
    public void requestShutdown(InstanceId instance) throws InterruptedException {
        // A guest need not listen.
        if (!chaos.in1000(300)) {
            effect("shutdown", instance, () -> driver.requestShutdown(instance));
        }
    }

    @Override
    public void powerOff(InstanceId instance) throws InterruptedException {
        effect("power off", instance, () -> driver.powerOff(instance));
    }

    @Override
    public void reboot(InstanceId instance) throws InterruptedException {
        effect("reboot", instance, () -> driver.reboot(instance));
    }

    @Override
    public void destroy(InstanceId instance) throws InterruptedException {
        effect("destroy", instance, () -> driver.destroy(instance));
    }

    @Override
    public void mark(InstanceId instance, long generation) throws InterruptedException {
        effect("mark", instance, () -> driver.mark(instance, generation));
    }

    @Override
    public Collection<Guest> guests() throws InterruptedException {
        chaos.mayFail("guests");
        return driver.guests();
    }

    @Override
    public HostCapacity capacity() throws InterruptedException {
        chaos.mayFail("capacity");
        return driver.capacity();
    }

    @Override
    public GuestWatch watch(GuestListener listener) {
        return driver.watch(listener);
    }

    @Override
    public void attach(InstanceId instance, GuestDisk disk) throws InterruptedException {
        effect(
                "attach " + disk.volume(),
                instance,
                () -> {
                    hotplug.attach(instance, disk);
                    changed.run();
                });
    }

    @Override
    public void detach(InstanceId instance, VolumeId volume, boolean force)
            throws InterruptedException {
        // A guest need not agree.
        if (force || !chaos.in1000(300)) {
            effect("detach " + volume, instance, () -> hotplug.detach(instance, volume, force));
        }
    }

    @Override
    public Collection<VolumeId> attached(InstanceId instance) throws InterruptedException {
        chaos.mayFail("attached");
        return hotplug.attached(instance);
    }

    /** A command without a result. */
    private interface Command {
        void run() throws InterruptedException;
    }

    private void effect(String what, InstanceId instance, Command command)
            throws InterruptedException {
        process.point("before it does " + what + " of " + instance);
        chaos.mayFail(what);
        command.run();
        process.point("after it did " + what + " of " + instance);
        chaos.mayFail(what + ", after it took effect");
    }
}

package io.nova.itests.simulation;

import io.nova.model.InstanceId;
import io.nova.model.compute.HostCapacity;
import io.nova.spi.hypervisor.Guest;
import io.nova.spi.hypervisor.GuestListener;
import io.nova.spi.hypervisor.GuestSpec;
import io.nova.spi.hypervisor.GuestWatch;
import io.nova.spi.hypervisor.HypervisorDriver;
import java.util.Collection;
import java.util.function.Consumer;

/**
 * A driver that fails as drivers may, in a process that may die before or after each command.
 *
 * @param launched hears of every launch that succeeded
 */
record CrashingHypervisor(
        HypervisorDriver driver, Mortal process, Chaos chaos, Consumer<InstanceId> launched)
        implements HypervisorDriver {

    @Override
    public void launch(GuestSpec spec) throws InterruptedException {
        process.point("before it launches " + spec.instance());
        chaos.mayFailForGood("launch");
        driver.launch(spec);
        launched.accept(spec.instance());
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

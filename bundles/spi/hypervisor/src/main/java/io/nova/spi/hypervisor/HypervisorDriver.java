package io.nova.spi.hypervisor;

import io.nova.model.DriverException;
import io.nova.model.InstanceId;
import io.nova.model.compute.HostCapacity;
import java.util.Collection;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Runs the guests of one compute host.
 *
 * <p>The compute agent is the only caller. It never calls twice at once for the same instance, and
 * interrupts the thread when the command's deadline passes: drivers may block, and need no
 * per-instance locks.
 *
 * <p>Every command may be repeated. After a crash or a driver swap the agent cannot know whether
 * the earlier attempt took effect, so a command whose goal is already met succeeds and does
 * nothing.
 *
 * <p>Guests belong to the host: they outlive the driver object and the JVM.
 *
 * <p>Abilities that not every hypervisor has, such as {@link VolumeHotplug} or {@link
 * ConsoleAccess}, are interfaces of their own that a driver's service is registered under beside
 * this one.
 */
@ConsumerType
public interface HypervisorDriver {

    /** Service property that names the driver, for example {@code libvirt}. */
    String DRIVER_NAME = "driver.name";

    /**
     * Brings the guest to run; returns when the hypervisor reports it running.
     *
     * <p>A guest that the host does not know is defined with a new disk on its image and started.
     * One that is defined and off is started again with the disk that it has, and with this spec's
     * other values. One that runs is left alone.
     *
     * <p>If a guest that was unknown cannot be brought up, nothing stays behind, whatever is
     * thrown: no guest, disk or device. If a known one cannot, it is off as before.
     *
     * @throws DriverException {@code EXHAUSTED} if this host has no room for the guest
     * @throws InterruptedException if the deadline passed; the same promise holds
     */
    void launch(GuestSpec spec) throws InterruptedException;

    /**
     * Asks the guest to shut down and returns at once; {@link #guests()} shows when it has. An
     * unknown guest, or one that is off, is a success.
     */
    void requestShutdown(InstanceId instance) throws InterruptedException;

    /** Powers the guest off, keeping its definition and disks; an unknown guest is a success. */
    void powerOff(InstanceId instance) throws InterruptedException;

    /**
     * Restarts a running guest, by asking it if it can be asked, else by a reset; it keeps its
     * disks and returns without waiting for the guest to be up. A guest that does not run is left
     * alone.
     */
    void reboot(InstanceId instance) throws InterruptedException;

    /**
     * Removes the guest and everything {@link #launch} made for it; an unknown guest is a success.
     */
    void destroy(InstanceId instance) throws InterruptedException;

    /**
     * Remembers with the guest, durably, the generation of its assignment that was brought about;
     * an unknown guest is a success.
     */
    void mark(InstanceId instance, long generation) throws InterruptedException;

    /**
     * Lists the guests of this cloud that the hypervisor really has, half-made ones included, for
     * the agent to adopt after a restart. Guests that others made are not in it.
     */
    Collection<Guest> guests() throws InterruptedException;

    /** Reports what the host offers in total, whether or not guests use it. */
    HostCapacity capacity() throws InterruptedException;

    /** Delivers power changes, including those nobody asked for, until the watch is closed. */
    GuestWatch watch(GuestListener listener);
}

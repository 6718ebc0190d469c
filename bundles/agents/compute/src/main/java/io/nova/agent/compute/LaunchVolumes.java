package io.nova.agent.compute;

import io.nova.model.DriverException;
import io.nova.model.InstanceId;
import io.nova.model.VolumeId;
import io.nova.protocol.Attachments.Wanted;
import io.nova.protocol.GuestAssignment;
import io.nova.spi.hypervisor.GuestDisk;
import io.nova.spi.hypervisor.HypervisorDriver;
import io.nova.spi.hypervisor.VolumeHotplug;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that guests have their volumes before they boot. A launch waits for them, but not for
 * ever: a volume that cannot be reached is left out then, and the guest gets it while it runs.
 */
final class LaunchVolumes {

    private static final Logger LOG = LoggerFactory.getLogger(LaunchVolumes.class);

    private final GuestVolumes volumes;
    private final GuestDrivers drivers;
    private final VolumeConnectors connectors;
    private final Clock clock;
    private final Duration patience;
    private final Runnable ask;
    private final Consumer<InstanceId> wake;
    private final Map<InstanceId, Waiting> waiting = new ConcurrentHashMap<>();

    /**
     * A launch that waits.
     *
     * @param question whose answer knows all volumes that the guest was given before
     */
    private record Waiting(long generation, Instant since, long question) {}

    /**
     * @param patience how long a launch waits for volumes
     * @param ask has the manager asked which there are
     * @param wake has a guest looked at again
     */
    LaunchVolumes(
            GuestVolumes volumes,
            GuestDrivers drivers,
            VolumeConnectors connectors,
            Clock clock,
            Duration patience,
            Runnable ask,
            Consumer<InstanceId> wake) {
        this.volumes = volumes;
        this.drivers = drivers;
        this.connectors = connectors;
        this.clock = clock;
        this.patience = patience;
        this.ask = ask;
        this.wake = wake;
    }

    /**
     * Returns the volumes to launch the guest with, or nothing if it must wait; to be called while
     * nobody else works on the guest, and it does not run. What it could not open is taken from it,
     * since it would not start.
     *
     * @param known whether the hypervisor has the guest already
     */
    Optional<List<GuestDisk>> ready(GuestAssignment guest, boolean known)
            throws InterruptedException {
        InstanceId instance = guest.instance();
        Waiting wait = begun(guest);
        List<GuestDisk> disks = new ArrayList<>();
        Set<VolumeId> missing = new TreeSet<>();
        for (Wanted one : volumes.of(instance)) {
            volumes.disk(one.volume()).ifPresentOrElse(disks::add, () -> missing.add(one.volume()));
        }
        Set<VolumeId> closed = known ? closed(instance, disks) : Set.of();
        boolean told = connectors.isOpen() ? volumes.isAnswered(wait.question()) : closed.isEmpty();
        boolean patient = clock.instant().isBefore(wait.since().plus(patience));
        if (patient && !(told && missing.isEmpty())) {
            return Optional.empty();
        }
        if (!missing.isEmpty()) {
            LOG.warn("{} starts without volumes that cannot be reached: {}", instance, missing);
        }
        for (VolumeId volume : closed) {
            drivers.command(instance, driver -> hotplug(driver).detach(instance, volume, false));
        }
        return Optional.of(disks);
    }

    /** The guest was launched, or is not to be any longer. */
    void settled(InstanceId instance) {
        waiting.remove(instance);
    }

    /** It is known which volumes guests are to have: launches that wait for that go on. */
    void known() {
        waiting.keySet().forEach(wake);
    }

    private Waiting begun(GuestAssignment guest) {
        Waiting known = waiting.get(guest.instance());
        if (known != null && known.generation() == guest.generation()) {
            return known;
        }
        Waiting now = new Waiting(guest.generation(), clock.instant(), volumes.nextQuestion());
        waiting.put(guest.instance(), now);
        ask.run();
        return now;
    }

    /** Returns the volumes that the guest has and could not open. */
    private Set<VolumeId> closed(InstanceId instance, List<GuestDisk> disks)
            throws InterruptedException {
        Set<VolumeId> open = disks.stream().map(GuestDisk::volume).collect(Collectors.toSet());
        Set<VolumeId> closed = new TreeSet<>(attached(drivers, instance));
        closed.removeAll(open);
        return closed;
    }

    /** Returns the volumes that the guest really has; none if its hypervisor has no such. */
    static Collection<VolumeId> attached(GuestDrivers drivers, InstanceId instance)
            throws InterruptedException {
        Optional<Collection<VolumeId>> attached =
                drivers.call(
                        instance,
                        driver ->
                                driver instanceof VolumeHotplug hotplug
                                        ? hotplug.attached(instance)
                                        : List.of());
        return attached.orElse(List.of());
    }

    /** Returns the driver as one that gives guests disks. */
    static VolumeHotplug hotplug(HypervisorDriver driver) {
        if (driver instanceof VolumeHotplug hotplug) {
            return hotplug;
        }
        throw new DriverException(
                DriverException.Kind.BROKEN, "The host's hypervisor cannot give guests volumes");
    }
}

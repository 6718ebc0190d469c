package io.nova.agent.compute;

import io.nova.model.DriverException;
import io.nova.model.InstanceId;
import io.nova.model.UnavailableException;
import io.nova.model.VolumeId;
import io.nova.model.compute.PowerState;
import io.nova.protocol.Attachments.Wanted;
import io.nova.protocol.ExportPlace;
import io.nova.reconcile.Outcome;
import io.nova.reconcile.Reconciler;
import io.nova.spi.hypervisor.Guest;
import io.nova.spi.hypervisor.GuestDisk;
import io.nova.spi.volume.VolumeConnector;
import io.nova.spi.volume.VolumeExport;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Connects the host to one volume and gives it to its guest, or takes it away from both, and tells
 * what came of it. It is told as taken away only when nothing on the host can write to it.
 */
final class AttachmentReconciler implements Reconciler<VolumeId> {

    /** How often a guest that was asked to let a volume go is looked at. */
    private static final Duration GLANCE = Duration.ofSeconds(1);

    private final GuestVolumes volumes;
    private final Inventory inventory;
    private final GuestDrivers drivers;
    private final VolumeConnectors connectors;
    private final Turns turns;
    private final Consumer<InstanceId> wake;
    private final Runnable tell;

    /**
     * @param wake has a guest looked at
     * @param tell asks for a report
     */
    AttachmentReconciler(
            GuestVolumes volumes,
            Inventory inventory,
            GuestDrivers drivers,
            VolumeConnectors connectors,
            Turns turns,
            Consumer<InstanceId> wake,
            Runnable tell) {
        this.volumes = volumes;
        this.inventory = inventory;
        this.drivers = drivers;
        this.connectors = connectors;
        this.turns = turns;
        this.wake = wake;
        this.tell = tell;
    }

    @Override
    public Outcome reconcile(VolumeId volume) throws InterruptedException {
        if (!inventory.assigned() || !volumes.assigned()) {
            return Outcome.done(); // The answers wake every key.
        }
        Optional<Wanted> wanted = volumes.wanted(volume);
        try {
            if (wanted.isEmpty()) {
                return stray(volume);
            }
            if (!drivers.know(wanted.get().instance())) {
                return Outcome.done(); // The listing by a driver that comes wakes every key.
            }
            return wanted.get().attached() ? give(wanted.get()) : take(wanted.get());
        } catch (DriverException | UnavailableException fault) {
            return Outcome.retry(String.valueOf(fault.getMessage()));
        }
    }

    private Outcome give(Wanted wanted) throws InterruptedException {
        InstanceId instance = wanted.instance();
        if (wanted.export().isEmpty() || isGoing(instance)) {
            return Outcome.done(); // The manager hints when it is exported, or no longer wanted.
        }
        if (!connectors.has(wanted.export().get().technology())) {
            return Outcome.done(); // The connector that comes wakes every key.
        }
        boolean first = volumes.disk(wanted.volume()).isEmpty();
        GuestDisk disk = connect(wanted, wanted.export().get());
        if (first) {
            wake.accept(instance); // Its launch may wait for this.
        }
        return inTurn(
                instance,
                () -> {
                    Optional<Guest> have = inventory.have(instance);
                    if (have.isEmpty()) {
                        return Outcome.done(); // It is launched with the volume.
                    }
                    drivers.command(
                            instance,
                            driver -> LaunchVolumes.hotplug(driver).attach(instance, disk));
                    return told(wanted, true);
                });
    }

    private GuestDisk connect(Wanted wanted, ExportPlace place) throws InterruptedException {
        VolumeExport export =
                new VolumeExport(
                        wanted.volume(), place.technology(), place.location(), Optional.empty());
        try {
            VolumeConnector.Connection connection =
                    connectors.call(place.technology(), one -> one.connect(export));
            GuestDisk disk = new GuestDisk(wanted.volume(), wanted.device(), connection.source());
            volumes.isReady(wanted, disk);
            return disk;
        } catch (DriverException fault) {
            volumes.isNotReady(wanted.volume());
            throw fault;
        }
    }

    private Outcome take(Wanted wanted) throws InterruptedException {
        VolumeId volume = wanted.volume();
        InstanceId instance = wanted.instance();
        return inTurn(
                instance,
                () -> {
                    // Also of a guest that is not known: its launch may have begun.
                    if (has(instance, volume)) {
                        drivers.command(
                                instance,
                                driver ->
                                        LaunchVolumes.hotplug(driver)
                                                .detach(instance, volume, wanted.force()));
                        if (has(instance, volume)) {
                            return Outcome.again(GLANCE);
                        }
                    }
                    if (!connectors.has(wanted.technology())) {
                        // It may be connected still, and its host would be told that it is free.
                        return Outcome.retry("No connector for " + volume + " is there now");
                    }
                    disconnect(wanted.technology(), volume);
                    return told(wanted, false);
                });
    }

    /**
     * Nobody wants it here. A connection is ended, but a guest that has it keeps it: that the
     * manager forgot is likelier than that it meant so.
     */
    private Outcome stray(VolumeId volume) throws InterruptedException {
        if (!drivers.knowAll()) {
            return Outcome.done(); // A guest whose driver is away may have it.
        }
        for (InstanceId guest : drivers.owners().keySet()) {
            if (has(guest, volume)) {
                return Outcome.retry(guest + " has " + volume + ", which nobody wants");
            }
        }
        Optional<String> by = volumes.connectedBy(volume);
        if (by.isPresent() && !connectors.has(by.get())) {
            return Outcome.done(); // The connector that comes wakes every key.
        }
        for (String technology : by.map(Set::of).orElseGet(connectors::present)) {
            disconnect(technology, volume);
        }
        return Outcome.done();
    }

    private void disconnect(String technology, VolumeId volume) throws InterruptedException {
        connectors.call(
                technology,
                one -> {
                    one.disconnect(volume);
                    return true;
                });
        volumes.isDisconnected(volume);
    }

    private boolean isGoing(InstanceId instance) {
        return inventory
                .wanted(instance)
                .filter(guest -> guest.wanted() == PowerState.GONE)
                .isPresent();
    }

    private boolean has(InstanceId instance, VolumeId volume) throws InterruptedException {
        return LaunchVolumes.attached(drivers, instance).contains(volume);
    }

    /** What is done with a guest while nobody else works on it. */
    private interface Step {
        Outcome take() throws InterruptedException;
    }

    private Outcome inTurn(InstanceId instance, Step step) throws InterruptedException {
        Object turn = new Object(); // Not this: other volumes of the guest have turns of their own.
        if (!turns.take(instance, turn)) {
            return Outcome.again(GLANCE);
        }
        try {
            return step.take();
        } finally {
            turns.give(instance, turn);
        }
    }

    private Outcome told(Wanted wanted, boolean attached) {
        if (volumes.tell(wanted, attached)) {
            tell.run();
        }
        return Outcome.done();
    }
}

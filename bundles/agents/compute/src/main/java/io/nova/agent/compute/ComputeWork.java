package io.nova.agent.compute;

import io.nova.gate.Gate;
import io.nova.model.DriverException;
import io.nova.model.IdSource;
import io.nova.model.InstanceId;
import io.nova.model.UnavailableException;
import io.nova.protocol.GuestReport;
import io.nova.reconcile.Outcome;
import io.nova.reconcile.ReconcileEngine;
import io.nova.reconcile.Work;
import io.nova.reconcile.WorkSpec;
import io.nova.spi.hypervisor.Guest;
import io.nova.spi.hypervisor.HypervisorDriver;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.network.NetworkDriver;
import io.nova.spi.volume.VolumeConnector;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The agent's five kinds of work on guests: to ask what should be, to list what is, to bring each
 * from the one to the other, to find out whether it answers, and to tell what came of it; and the
 * work on their volumes. Without OSGi, so that the simulator runs the very same.
 */
final class ComputeWork implements AutoCloseable {

    private static final String THE_ONE = "host";

    /** Every event of a guest asks for a listing of all: many launches shall not pay for each. */
    private static final double LISTING = 0.05;

    /** What a burst of launches brings is asked for, and told of, together. */
    private static final Duration BURST = Duration.ofMillis(20);

    /** How long a launch waits for volumes that cannot be reached. */
    private static final Duration VOLUMES = Duration.ofSeconds(30);

    private final Inventory inventory = new Inventory();
    private final Gate<HypervisorDriver> hypervisor;
    private final HostBoot boot;
    private final Turns turns = new Turns();
    private final List<CaptureWork> captures = new CopyOnWriteArrayList<>();
    private final AttachmentWork attachments;
    private final StrayPorts strays;
    private final Reporter reporter;
    private final Work<String> asking;
    private final Work<String> listing;
    private final Work<InstanceId> guests;
    private final Work<String> telling;
    private final Work<String> probing;

    ComputeWork(
            ComputeHost.Settings settings,
            ReconcileEngine engine,
            MessageBus bus,
            Gate<HypervisorDriver> hypervisor,
            Gate<NetworkDriver> network,
            Gate<VolumeConnector> connector,
            Images images,
            HostBoot boot,
            Clock clock,
            IdSource ids) {
        this.hypervisor = hypervisor;
        this.boot = boot;
        this.strays = new StrayPorts(inventory, network, clock, settings.orphanWait());
        this.reporter =
                new Reporter(
                        settings.host(),
                        settings.zone(),
                        boot,
                        bus,
                        inventory,
                        hypervisor,
                        List.of(hypervisor, network),
                        clock,
                        ids,
                        this::tellSoon);
        AssignmentSync sync =
                new AssignmentSync(
                        settings.host(), bus, inventory, clock, ids, this::wake, this::hinted);
        GuestVolumes volumes = new GuestVolumes();
        GuestReconciler reconciler =
                new GuestReconciler(
                        inventory,
                        hypervisor,
                        new GuestSpecs(images, network, settings.commandLine()),
                        new LaunchVolumes(
                                volumes,
                                hypervisor,
                                connector,
                                clock,
                                VOLUMES,
                                this::askForVolumes),
                        new Orphans(inventory, hypervisor, boot, clock, settings.orphanWait()),
                        boot,
                        turns,
                        clock,
                        settings.shutdownGrace(),
                        this::relist,
                        this::tell);
        String name = "compute-" + settings.host();
        Answers answers = new Answers(inventory, network, this::tellSoon);
        probing =
                engine.start(
                        single(name + "-probe", settings)
                                .reconciler(key -> answers.look())
                                .share(LISTING)
                                .build());
        telling =
                engine.start(
                        single(name + "-tell", settings)
                                .reconciler(key -> reporter.report())
                                .leastRest(BURST)
                                .build());
        attachments =
                new AttachmentWork(
                        settings,
                        engine,
                        bus,
                        volumes,
                        connector,
                        new AttachmentReconciler(
                                volumes,
                                inventory,
                                hypervisor,
                                connector,
                                turns,
                                this::wake,
                                this::tellOfVolumes),
                        clock,
                        ids);
        guests =
                engine.start(
                        WorkSpec.<InstanceId>named(name + "-guests")
                                .reconciler(reconciler)
                                .workers(settings.parallel())
                                .keys(inventory::all)
                                .resync(settings.resync())
                                .deadline(settings.deadline())
                                .build());
        listing =
                engine.start(
                        single(name + "-list", settings)
                                .reconciler(key -> list())
                                .share(LISTING)
                                .build());
        asking =
                engine.start(
                        single(name + "-ask", settings)
                                .reconciler(key -> sync.sync())
                                .leastRest(BURST)
                                .build());
    }

    private static WorkSpec.Builder<String> single(String name, ComputeHost.Settings settings) {
        return WorkSpec.<String>named(name)
                .keys(() -> List.of(THE_ONE))
                .resync(settings.resync())
                .backoff(Duration.ofMillis(200), Duration.ofSeconds(10))
                .deadline(settings.deadline());
    }

    /** Copies guests' disks too, and sends the copies where the link says. */
    void copyDisks(
            ComputeHost.Settings settings,
            ReconcileEngine engine,
            MessageBus bus,
            CaptureFiles files,
            CaptureLink link,
            Clock clock) {
        captures.add(
                new CaptureWork(
                        settings.host(),
                        engine,
                        bus,
                        settings.resync(),
                        new CaptureReconciler(
                                inventory,
                                hypervisor,
                                boot,
                                turns,
                                files,
                                link,
                                clock,
                                settings.shutdownGrace(),
                                this::relist,
                                this::wake)));
    }

    /** The manager hints that it has news. */
    void hinted() {
        asking.wake(THE_ONE);
    }

    /** A guest may have changed by itself. */
    void relist() {
        listing.wake(THE_ONE);
    }

    /** A driver came or went: nothing is known of the guests until they were listed. */
    void driverChanged() {
        inventory.relist();
        reporter.forgetCapacity();
        listing.wake(THE_ONE);
        telling.wake(THE_ONE);
    }

    /** A connector of volumes came or went. */
    void connectorChanged() {
        attachments.connectorChanged();
    }

    private void askForVolumes() {
        attachments.hinted();
    }

    private void tellOfVolumes() {
        attachments.tellSoon();
    }

    private void tellSoon() {
        telling.wake(THE_ONE);
    }

    private void wake(InstanceId instance) {
        guests.wake(instance);
    }

    private void tell(GuestReport report) {
        if (inventory.tell(report)) {
            attachments.guestChanged(report.instance());
            telling.wake(THE_ONE);
            probing.wake(THE_ONE);
        }
    }

    private Outcome list() throws InterruptedException {
        if (!hypervisor.isOpen()) {
            return Outcome.done(); // The driver that comes has it listed.
        }
        boolean known = inventory.complete();
        Collection<Guest> there;
        try {
            inventory.beginListing();
            there = hypervisor.call(HypervisorDriver::guests);
        } catch (DriverException | UnavailableException fault) {
            return Outcome.retry(String.valueOf(fault.getMessage()));
        }
        boot.listed(there);
        for (InstanceId changed : inventory.list(there)) {
            guests.wake(changed);
            attachments.guestChanged(changed);
        }
        if (!known) {
            guests.wakeAll();
            attachments.guestsListed();
        }
        return sweep();
    }

    private Outcome sweep() throws InterruptedException {
        try {
            strays.sweep();
            return Outcome.done();
        } catch (DriverException | UnavailableException fault) {
            return Outcome.retry(String.valueOf(fault.getMessage()));
        }
    }

    @Override
    public void close() {
        captures.forEach(CaptureWork::close);
        attachments.close();
        List.of(asking, listing, guests, probing, telling).forEach(Work::close);
    }
}

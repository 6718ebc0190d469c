package io.nova.agent.compute;

import io.nova.gate.Gate;
import io.nova.model.DriverException;
import io.nova.model.IdSource;
import io.nova.model.InstanceId;
import io.nova.model.UnavailableException;
import io.nova.model.compute.PowerState;
import io.nova.protocol.GuestReport;
import io.nova.protocol.Holdings;
import io.nova.protocol.HoldingsRequest;
import io.nova.reconcile.Outcome;
import io.nova.reconcile.ReconcileEngine;
import io.nova.reconcile.Work;
import io.nova.reconcile.WorkSpec;
import io.nova.spi.hypervisor.Guest;
import io.nova.spi.hypervisor.HypervisorDriver;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.network.NetworkDriver;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * The agent's five kinds of work on guests: to ask what should be, to list what is, by each driver,
 * to bring each from the one to the other, to find out whether it answers, and to tell what came of
 * it; and the work on their volumes. Without OSGi, so that the simulator runs the very same.
 */
final class ComputeWork implements AutoCloseable {

    private static final String THE_ONE = "host";
    private static final String NEW_ONES = "new guests";

    /** Every event of a guest asks for a listing of all: many launches shall not pay for each. */
    private static final double LISTING = 0.05;

    private static final int LISTERS = 3;

    /** What a burst of launches brings is told of together. */
    private static final Duration BURST = Duration.ofMillis(20);

    /**
     * What a burst of launches brings is asked for a page at a time, with so long between two: no
     * hypervisor starts a thousand guests in a second, and on a machine that serves the API too its
     * clients shall not wait for those that try.
     */
    private static final Duration PAGES_APART = Duration.ofMillis(100);

    /** How long a launch waits for volumes that cannot be reached. */
    private static final Duration VOLUMES = Duration.ofSeconds(30);

    private final Inventory inventory = new Inventory();
    private final Gate<HypervisorDriver> hypervisor;
    private final GuestDrivers drivers;
    private final HostBoot boot;
    private final Turns turns = new Turns();
    private final List<CaptureWork> captures = new CopyOnWriteArrayList<>();
    private final AttachmentWork attachments;
    private final StrayPorts strays;
    private final Reporter reporter;
    private final Answers answers;
    private final AssignmentSync sync;
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
            GuestDrivers drivers,
            Gate<NetworkDriver> network,
            VolumeConnectors connectors,
            Images images,
            HostBoot boot,
            BootMemory memory,
            Clock clock,
            IdSource ids) {
        this.hypervisor = hypervisor;
        this.drivers = drivers;
        this.boot = boot;
        this.strays = new StrayPorts(inventory, drivers, network, clock, settings.orphanWait());
        this.reporter =
                new Reporter(
                        settings.host(),
                        settings.zone(),
                        boot,
                        bus,
                        inventory,
                        hypervisor,
                        drivers,
                        List.of(hypervisor, network),
                        clock,
                        ids,
                        settings.driverWait(),
                        this::tellSoon);
        Histories histories = new Histories(memory, clock, settings.quarantine());
        this.sync =
                new AssignmentSync(
                        settings.host(),
                        bus,
                        inventory,
                        clock,
                        ids,
                        histories,
                        this::wake,
                        this::askSoon);
        GuestVolumes volumes = new GuestVolumes();
        LaunchVolumes launches =
                new LaunchVolumes(
                        volumes,
                        drivers,
                        connectors,
                        clock,
                        VOLUMES,
                        this::askForVolumes,
                        this::wake);
        GuestReconciler reconciler =
                new GuestReconciler(
                        inventory,
                        drivers,
                        new GuestSpecs(images, network, settings.commandLine()),
                        launches,
                        new Orphans(
                                inventory, drivers, boot, histories, clock, settings.orphanWait()),
                        boot,
                        turns,
                        clock,
                        settings.shutdownGrace(),
                        this::relist,
                        this::tell);
        String name = "compute-" + settings.host();
        answers = new Answers(inventory, network, this::tellSoon);
        probing =
                engine.start(
                        single(name + "-probe", settings)
                                .reconciler(this::probe)
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
                        connectors,
                        new AttachmentReconciler(
                                volumes,
                                inventory,
                                drivers,
                                connectors,
                                turns,
                                this::wake,
                                this::tellOfVolumes),
                        launches::known,
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
                                .keys(drivers::present)
                                // One that does not answer does not hide the guests of the others.
                                .workers(LISTERS)
                                .reconciler(this::list)
                                .share(LISTING)
                                .build());
        asking =
                engine.start(
                        single(name + "-ask", settings)
                                .reconciler(key -> sync.sync())
                                .leastRest(PAGES_APART)
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
                                drivers,
                                boot,
                                turns,
                                files,
                                link,
                                clock,
                                settings.shutdownGrace(),
                                this::relist,
                                this::wake)));
    }

    /** A manager hints that it has news since a commit. */
    void hinted(long commit) {
        sync.hinted(commit);
        askSoon();
    }

    private void askSoon() {
        asking.wake(THE_ONE);
    }

    /** The driver has seen a change of a guest: unless it was asked for, there may be more. */
    void changed(String driver, InstanceId guest, PowerState power) {
        if (inventory.isNews(guest, power)) {
            listing.wake(driver);
        }
    }

    /** Tells which guests the host really has. */
    Holdings holdings(HoldingsRequest asked) {
        // Before the guests are read: what was not listed by then is perhaps not among them.
        boolean whole = drivers.knowAll();
        return Holdings.page(
                asked,
                inventory.guests().stream()
                        .map(
                                guest ->
                                        new Holdings.Holding(
                                                guest.instance().value(),
                                                guest.generation(),
                                                false))
                        .toList(),
                whole);
    }

    private void relist(InstanceId guest) {
        drivers.of(guest).ifPresent(listing::wake);
    }

    /** The driver came or went: nothing is known of its guests until they were listed. */
    synchronized void driverChanged(String driver) {
        List<String> present = hypervisor.stats().drivers();
        drivers.are(present, driver);
        // While the one that launches is exchanged, others do not stand in for what it offers.
        if (present.isEmpty() || drivers.launcher().isPresent()) {
            reporter.forgetCapacity();
        }
        listing.wake(driver);
        telling.wake(THE_ONE);
    }

    /** A connector of volumes came or went. */
    void connectorChanged(String technology) {
        attachments.connectorChanged(technology);
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
            if (report.power() == PowerState.ON) {
                answers.began(report.instance());
                probing.wake(NEW_ONES);
            }
        }
    }

    // New guests alone between two looks at all: there may be thousands of them.
    private Outcome probe(String whom) throws InterruptedException {
        if (whom.equals(NEW_ONES)) {
            return answers.lookAtNew();
        }
        Outcome outcome = answers.look();
        if (answers.hasNew()) {
            probing.wake(NEW_ONES);
        }
        return outcome;
    }

    private Outcome list(String driver) throws InterruptedException {
        if (!drivers.present().contains(driver)) {
            return Outcome.done(); // The driver that comes has it listed.
        }
        long arrival = drivers.arrival(driver);
        Optional<Collection<Guest>> there;
        try {
            inventory.beginListing(driver);
            there =
                    drivers.adopt(
                            driver, arrival, hypervisor.call(driver, HypervisorDriver::guests));
        } catch (DriverException | UnavailableException fault) {
            return Outcome.retry(String.valueOf(fault.getMessage()));
        }
        if (there.isEmpty()) {
            return Outcome.done(); // It was exchanged meanwhile, and the new one has it listed.
        }
        boot.listed(driver, there.get());
        Set<InstanceId> news = inventory.list(driver, there.get());
        boolean first = drivers.listed(driver, arrival);
        for (InstanceId changed : news) {
            guests.wake(changed);
            attachments.guestChanged(changed);
        }
        if (first) {
            guests.wakeAll();
            attachments.guestsListed();
        }
        if (inventory.assigned()) {
            drivers.forget(
                    driver,
                    there.get().stream().map(Guest::instance).collect(Collectors.toSet()),
                    id -> inventory.wanted(id).isPresent());
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

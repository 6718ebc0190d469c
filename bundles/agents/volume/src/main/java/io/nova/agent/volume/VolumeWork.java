package io.nova.agent.volume;

import io.nova.gate.Gate;
import io.nova.gate.GateStats;
import io.nova.model.DriverException;
import io.nova.model.IdSource;
import io.nova.model.SnapshotId;
import io.nova.model.UnavailableException;
import io.nova.model.VolumeId;
import io.nova.protocol.DriverReport;
import io.nova.protocol.HoldingsRequest;
import io.nova.protocol.Pager;
import io.nova.protocol.SnapshotAssignment;
import io.nova.protocol.SnapshotReport;
import io.nova.protocol.VolumeAssignment;
import io.nova.protocol.VolumeHostReport;
import io.nova.protocol.VolumeProtocol;
import io.nova.protocol.VolumeReport;
import io.nova.protocol.Volumes;
import io.nova.protocol.VolumesRequest;
import io.nova.reconcile.Ledger;
import io.nova.reconcile.Outcome;
import io.nova.reconcile.ReconcileEngine;
import io.nova.reconcile.Work;
import io.nova.reconcile.WorkSpec;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.volume.Volume;
import io.nova.spi.volume.VolumeDriver;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * The agent's five kinds of work for one driver: to ask what should be, to list what is, to bring
 * each volume and each snapshot from the one to the other, and to tell what came of it. Without
 * OSGi, so that the simulator runs the very same.
 */
final class VolumeWork implements AutoCloseable {

    private static final String THE_ONE = "host";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration SOON = Duration.ofSeconds(1);

    /** A copy takes long where files do not share blocks. */
    private static final Duration CAPTURE = Duration.ofMinutes(15);

    private final String technology;
    private final BooleanSupplier alone;
    private final VolumeHost.Settings settings;
    private final MessageBus bus;
    private final Gate<VolumeDriver> driver;
    private final Clock clock;
    private final IdSource ids;
    private final Ledger<VolumeId, VolumeAssignment, VolumeReport> volumeLedger = new Ledger<>();
    private final Ledger<SnapshotId, SnapshotAssignment, SnapshotReport> snapshotLedger =
            new Ledger<>();
    private final Holdings holdings = new Holdings();
    private final Work<String> asking;
    private final Work<String> listing;
    private final Work<VolumeId> volumes;
    private final Work<SnapshotId> snapshots;
    private final Work<String> telling;
    private boolean inFlight;
    private boolean askAgain;
    private boolean heard;
    private volatile boolean local;

    /**
     * @param technology the driver's name
     * @param alone whether the host has no driver of another name
     */
    VolumeWork(
            String technology,
            BooleanSupplier alone,
            VolumeHost.Settings settings,
            ReconcileEngine engine,
            MessageBus bus,
            Gate<VolumeDriver> driver,
            Clock clock,
            IdSource ids) {
        this.technology = technology;
        this.alone = alone;
        this.settings = settings;
        this.bus = bus;
        this.driver = driver;
        this.clock = clock;
        this.ids = ids;
        String name = "volume-" + settings.host() + "-" + technology;
        telling = engine.start(single(name + "-tell").reconciler(key -> report()).build());
        volumes =
                engine.start(
                        WorkSpec.<VolumeId>named(name + "-volumes")
                                .reconciler(
                                        new VolumeReconciler(
                                                volumeLedger, holdings, driver, this::tell))
                                .workers(settings.parallel())
                                .keys(this::known)
                                .resync(settings.resync())
                                .deadline(settings.deadline())
                                .build());
        snapshots =
                engine.start(
                        WorkSpec.<SnapshotId>named(name + "-snapshots")
                                .reconciler(
                                        new SnapshotReconciler(
                                                snapshotLedger,
                                                driver,
                                                this::wakeVolume,
                                                this::tell))
                                .workers(settings.parallel())
                                .keys(snapshotLedger::keys)
                                .resync(settings.resync())
                                .deadline(CAPTURE)
                                .build());
        listing = engine.start(single(name + "-list").reconciler(key -> list()).build());
        asking = engine.start(single(name + "-ask").reconciler(key -> ask()).build());
    }

    private WorkSpec.Builder<String> single(String name) {
        return WorkSpec.<String>named(name)
                .keys(() -> List.of(THE_ONE))
                .resync(settings.resync())
                .deadline(settings.deadline());
    }

    /** The manager hints that it has news. */
    void hinted() {
        asking.wake(THE_ONE);
    }

    /**
     * A driver came.
     *
     * @param onlyHere whether only guests of this host reach its volumes
     */
    void driverCame(boolean onlyHere) {
        local = onlyHere;
        driverChanged();
    }

    /** A driver came or went: nothing is known of the volumes until they were listed. */
    void driverChanged() {
        holdings.relist();
        listing.wake(THE_ONE);
        asking.wake(THE_ONE);
        telling.wake(THE_ONE);
    }

    private void wakeVolume(VolumeId volume) {
        volumes.wake(volume);
    }

    private void tell() {
        telling.wake(THE_ONE);
    }

    private Set<VolumeId> known() {
        Set<VolumeId> known = new LinkedHashSet<>(volumeLedger.keys());
        known.addAll(holdings.all());
        return known;
    }

    private Outcome list() throws InterruptedException {
        if (!driver.isOpen()) {
            return Outcome.done(); // The driver that comes has it listed.
        }
        boolean known = holdings.listed();
        Collection<Volume> there;
        try {
            holdings.beginListing();
            there = driver.call(VolumeDriver::volumes);
        } catch (DriverException | UnavailableException fault) {
            return Outcome.retry(String.valueOf(fault.getMessage()));
        }
        holdings.list(there);
        if (!known) {
            volumes.wakeAll();
            snapshots.wakeAll();
        }
        return Outcome.done();
    }

    private Outcome ask() {
        if (!driver.isOpen()) {
            return Outcome.done(); // The driver that comes has it asked.
        }
        synchronized (this) {
            if (inFlight) {
                askAgain = true; // What is older never overtakes what is newer.
                return Outcome.done();
            }
            inFlight = true;
            askAgain = false;
        }
        try {
            askAll();
        } catch (RuntimeException e) {
            answered();
            throw e;
        }
        // A host that just started must not wait for a resync.
        return volumeLedger.assigned() ? Outcome.done() : Outcome.again(SOON);
    }

    private void askAll() {
        var unused =
                new Pager<>(
                                VolumeProtocol.VOLUMES,
                                after -> new VolumesRequest(settings.host(), technology, after),
                                Volumes::next)
                        .ask(bus, VolumeProtocol.MANAGER, clock, ids, PATIENCE)
                        .whenComplete(
                                (pages, fault) -> {
                                    if (fault == null) {
                                        take(pages);
                                    }
                                    answered();
                                });
    }

    private void answered() {
        boolean again;
        synchronized (this) {
            inFlight = false;
            again = askAgain;
        }
        if (again) {
            asking.wake(THE_ONE);
        }
    }

    private void take(List<Volumes> pages) {
        String meant = pages.get(0).technology();
        if (!meant.equals(technology) && !(meant.isEmpty() && alone.getAsBoolean())) {
            // A manager of the release before tells each driver of the volumes of all.
            return;
        }
        Map<VolumeId, VolumeAssignment> wanted = new LinkedHashMap<>();
        Map<SnapshotId, SnapshotAssignment> copies = new LinkedHashMap<>();
        for (Volumes page : pages) {
            page.volumes().forEach(one -> wanted.put(one.volume(), one));
            page.snapshots().forEach(one -> copies.put(one.snapshot(), one));
        }
        String history = pages.get(0).history();
        if (snapshotLedger.isAnother(history)) {
            snapshots.wakeAll();
        }
        if (volumeLedger.isAnother(history)) {
            volumes.wakeAll();
        }
        // A copy before the deletion of what it is of.
        snapshotLedger.assign(copies).forEach(snapshots::wake);
        volumeLedger.assign(wanted).forEach(volumes::wake);
    }

    private Outcome report() throws InterruptedException {
        if (!driver.isOpen()) {
            return Outcome.done(); // Without a driver the host has nothing to say.
        }
        long total;
        try {
            total = driver.call(VolumeDriver::capacity).totalBytes();
        } catch (DriverException | UnavailableException fault) {
            return Outcome.retry(String.valueOf(fault.getMessage()));
        }
        var volumesOf = volumeLedger.untold(VolumeHostReport.BATCH);
        var snapshotsOf = snapshotLedger.untold(VolumeHostReport.BATCH);
        VolumeHostReport report =
                new VolumeHostReport(
                        settings.host(),
                        settings.zone(),
                        technology,
                        total,
                        volumesOf.stream().map(Ledger.Entry::report).toList(),
                        snapshotsOf.stream().map(Ledger.Entry::report).toList(),
                        List.of(driverReport(driver.stats())),
                        local);
        var unused =
                VolumeProtocol.REPORT
                        .call(
                                bus,
                                VolumeProtocol.MANAGER,
                                report,
                                ids.hex(16),
                                "",
                                clock.instant().plus(PATIENCE))
                        .whenComplete(
                                (ack, fault) -> {
                                    if (fault == null) {
                                        volumeLedger.acknowledged(volumesOf);
                                        snapshotLedger.acknowledged(snapshotsOf);
                                        acknowledged();
                                    }
                                });
        // A host that just started must not wait for a resync to be known.
        return wasHeard() ? Outcome.done() : Outcome.again(SOON);
    }

    private void acknowledged() {
        synchronized (this) {
            heard = true;
        }
        if (!volumeLedger.untold(1).isEmpty() || !snapshotLedger.untold(1).isEmpty()) {
            telling.wake(THE_ONE);
        }
    }

    private synchronized boolean wasHeard() {
        return heard;
    }

    private DriverReport driverReport(GateStats stats) {
        return new DriverReport(
                stats.family(),
                technology,
                stats.calls(),
                stats.inFlight(),
                stats.swaps(),
                stats.longestPause().toMillis(),
                stats.waited().toMillis());
    }

    @Override
    public void close() {
        List.of(asking, listing, volumes, snapshots, telling).forEach(Work::close);
    }

    /** Tells which volumes the host really has. */
    io.nova.protocol.Holdings holdings(HoldingsRequest asked) {
        boolean whole = holdings.listed() && volumeLedger.assigned();
        return io.nova.protocol.Holdings.page(
                asked,
                holdings.all().stream()
                        .flatMap(id -> holdings.find(id).stream())
                        .filter(volume -> !volume.deleting())
                        .map(
                                volume ->
                                        new io.nova.protocol.Holdings.Holding(
                                                volume.id().value(),
                                                generation(volume.id()),
                                                !volume.initiators().isEmpty()))
                        .toList(),
                whole);
    }

    private long generation(VolumeId volume) {
        return volumeLedger.wanted(volume).map(VolumeAssignment::generation).orElse(0L);
    }
}

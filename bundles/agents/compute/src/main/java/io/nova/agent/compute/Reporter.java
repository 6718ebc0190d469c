package io.nova.agent.compute;

import io.nova.gate.Gate;
import io.nova.gate.GateStats;
import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.model.ZoneName;
import io.nova.model.compute.HostCapacity;
import io.nova.protocol.ComputeProtocol;
import io.nova.protocol.DriverReport;
import io.nova.protocol.GuestReport;
import io.nova.protocol.HostReport;
import io.nova.reconcile.Outcome;
import io.nova.spi.hypervisor.HypervisorDriver;
import io.nova.spi.messaging.MessageBus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells the manager that the host lives and what it saw; what was not answered is told again. */
final class Reporter {

    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final Duration SOON = Duration.ofSeconds(1);

    /** How many guests a report tells of, so that it fits a message. */
    private static final int BATCH = 200;

    private final HostId host;
    private final ZoneName zone;
    private final HostBoot boot;
    private final MessageBus bus;
    private final Inventory inventory;
    private final Gate<HypervisorDriver> hypervisor;
    private final GuestDrivers launchers;
    private final List<Gate<?>> gates;
    private final Clock clock;
    private final IdSource ids;
    private final Runnable tellSoon;
    private final Instant patience;
    private boolean heard;
    private boolean telling;
    private boolean tellAgain;
    private @Nullable HostCapacity capacity;

    /**
     * @param gates of all families of this agent, whose figures are told too
     * @param launchers whose capacity is the host's
     * @param wait how long the host says nothing until the driver that launches is there
     * @param tellSoon has {@link #report} called
     */
    Reporter(
            HostId host,
            ZoneName zone,
            HostBoot boot,
            MessageBus bus,
            Inventory inventory,
            Gate<HypervisorDriver> hypervisor,
            GuestDrivers launchers,
            List<Gate<?>> gates,
            Clock clock,
            IdSource ids,
            Duration wait,
            Runnable tellSoon) {
        this.host = host;
        this.zone = zone;
        this.boot = boot;
        this.bus = bus;
        this.inventory = inventory;
        this.hypervisor = hypervisor;
        this.launchers = launchers;
        this.gates = gates;
        this.clock = clock;
        this.ids = ids;
        this.tellSoon = tellSoon;
        this.patience = clock.instant().plus(wait);
    }

    /** A new driver may offer something else. */
    synchronized void forgetCapacity() {
        capacity = null;
    }

    Outcome report() throws InterruptedException {
        Optional<HostCapacity> offered = capacity();
        if (offered.isEmpty()) {
            return Outcome.again(SOON); // Without a driver the host has nothing to say.
        }
        synchronized (this) {
            if (telling) {
                tellAgain = true;
                return Outcome.done();
            }
            telling = true;
            tellAgain = false;
        }
        send(offered.get());
        // A host that just started must not wait for a resync to be known.
        return heard() ? Outcome.done() : Outcome.again(SOON);
    }

    private synchronized boolean heard() {
        return heard;
    }

    private Optional<HostCapacity> capacity() throws InterruptedException {
        Optional<String> launcher = launchers.launcher();
        synchronized (this) {
            if (capacity != null || !hypervisor.isOpen()) {
                return Optional.ofNullable(capacity);
            }
        }
        if (launcher.isEmpty() && clock.instant().isBefore(patience)) {
            return Optional.empty();
        }
        // The guests of other drivers are told of even if the one that launches never comes.
        HostCapacity offered =
                launcher.isPresent()
                        ? hypervisor.call(launcher.get(), HypervisorDriver::capacity)
                        : hypervisor.call(HypervisorDriver::capacity);
        synchronized (this) {
            capacity = offered;
        }
        return Optional.of(offered);
    }

    private void send(HostCapacity offered) {
        try {
            call(offered);
        } catch (RuntimeException e) {
            synchronized (this) {
                telling = false;
            }
            throw e;
        }
    }

    private void call(HostCapacity offered) {
        List<GuestReport> guests = inventory.untold(BATCH);
        HostReport report =
                new HostReport(host, zone, boot.id(), offered, hypervisors(), guests, drivers());
        var unused =
                ComputeProtocol.REPORT
                        .call(
                                bus,
                                ComputeProtocol.MANAGER,
                                report,
                                ids.hex(16),
                                "",
                                clock.instant().plus(DEADLINE))
                        .whenComplete((ack, fault) -> answered(guests, fault == null));
    }

    private void answered(List<GuestReport> guests, boolean committed) {
        if (committed) {
            inventory.acknowledged(guests);
        }
        boolean more;
        synchronized (this) {
            heard |= committed;
            telling = false;
            more = committed && (tellAgain || !inventory.untold(1).isEmpty());
        }
        if (more) {
            tellSoon.run();
        }
    }

    private List<String> hypervisors() {
        return hypervisor.stats().drivers();
    }

    private List<DriverReport> drivers() {
        List<DriverReport> reports = new ArrayList<>();
        for (Gate<?> gate : gates) {
            GateStats stats = gate.stats();
            // One that is awaited is told too: that none is there is worth a line.
            List<GateStats.Use> uses =
                    stats.uses().isEmpty()
                            ? List.of(new GateStats.Use("", stats.calls(), 0))
                            : stats.uses();
            for (GateStats.Use use : uses) {
                reports.add(
                        new DriverReport(
                                stats.family(),
                                use.driver(),
                                use.calls(),
                                use.inFlight(),
                                stats.swaps(),
                                stats.longestPause().toMillis(),
                                stats.waited().toMillis()));
            }
        }
        return reports;
    }
}

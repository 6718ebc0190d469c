package io.nova.agent.compute;

import io.nova.model.DriverException;
import io.nova.model.InstanceId;
import io.nova.model.UnavailableException;
import io.nova.model.compute.PowerState;
import io.nova.protocol.GuestAssignment;
import io.nova.protocol.GuestReport;
import io.nova.reconcile.Outcome;
import io.nova.reconcile.Reconciler;
import io.nova.spi.hypervisor.Guest;
import io.nova.spi.hypervisor.GuestDisk;
import io.nova.spi.hypervisor.GuestSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Brings one guest to what it was assigned to be, and tells what came of it. */
final class GuestReconciler implements Reconciler<InstanceId> {

    /** How often a guest that was asked to shut down is looked at. */
    private static final Duration GLANCE = Duration.ofSeconds(1);

    private static final String LOST = "The guest and its disk are no longer on their host";
    private static final int MAX_WORDS = 500;

    private final Inventory inventory;
    private final GuestDrivers drivers;
    private final GuestSpecs specs;
    private final LaunchVolumes volumes;
    private final Orphans orphans;
    private final HostBoot boot;
    private final Turns turns;
    private final Clock clock;
    private final Duration shutdownGrace;
    private final Consumer<InstanceId> relist;
    private final Consumer<GuestReport> teller;
    private final Map<InstanceId, Instant> askedToShutDown = new ConcurrentHashMap<>();

    /**
     * Failures that the manager decides about: until it has, the guest is not tried again, since
     * what it holds may already be another's.
     */
    private final Map<InstanceId, GuestReport> failures = new ConcurrentHashMap<>();

    /**
     * @param shutdownGrace how long a guest may take to shut down before it is switched off
     * @param relist asks for a new listing by the guest's driver
     * @param teller takes what the manager should know
     */
    GuestReconciler(
            Inventory inventory,
            GuestDrivers drivers,
            GuestSpecs specs,
            LaunchVolumes volumes,
            Orphans orphans,
            HostBoot boot,
            Turns turns,
            Clock clock,
            Duration shutdownGrace,
            Consumer<InstanceId> relist,
            Consumer<GuestReport> teller) {
        this.turns = turns;
        this.inventory = inventory;
        this.drivers = drivers;
        this.specs = specs;
        this.volumes = volumes;
        this.orphans = orphans;
        this.boot = boot;
        this.clock = clock;
        this.shutdownGrace = shutdownGrace;
        this.relist = relist;
        this.teller = teller;
    }

    @Override
    public Outcome reconcile(InstanceId id) throws InterruptedException {
        if (!turns.take(id, this)) {
            // Its disk is being copied; who has no use for it any longer does not wait for that.
            if (inventory.wanted(id).filter(one -> one.wanted() == PowerState.GONE).isPresent()) {
                turns.hurry(id);
            }
            return Outcome.again(GLANCE);
        }
        try {
            return inTurn(id);
        } finally {
            turns.give(id, this);
        }
    }

    private Outcome inTurn(InstanceId id) throws InterruptedException {
        if (!inventory.assigned() || !drivers.know(id)) {
            return Outcome.done(); // The listing by a driver that comes wakes every key.
        }
        Optional<GuestAssignment> wanted = inventory.wanted(id);
        Optional<Guest> have = inventory.have(id);
        if (wanted.isEmpty()) {
            failures.remove(id);
            return have.isEmpty() ? Outcome.done() : orphans.found(have.get());
        }
        orphans.isNone(id);
        Optional<GuestReport> failure = knownFailure(wanted.get());
        if (failure.isPresent()) {
            teller.accept(failure.get());
            return Outcome.done();
        }
        try {
            return switch (wanted.get().wanted()) {
                case ON -> on(wanted.get(), have);
                case OFF, PAUSED -> off(wanted.get(), have);
                case GONE -> gone(wanted.get());
            };
        } catch (DriverException fault) {
            return failed(wanted.get(), have, fault);
        } catch (UnavailableException noDriver) {
            return Outcome.retry(String.valueOf(noDriver.getMessage()));
        }
    }

    private Optional<GuestReport> knownFailure(GuestAssignment wanted) {
        GuestReport failure = failures.get(wanted.instance());
        if (failure != null
                && wanted.wanted() == PowerState.ON
                && failure.generation() == wanted.generation()) {
            return Optional.of(failure);
        }
        failures.remove(wanted.instance());
        return Optional.empty();
    }

    private Outcome on(GuestAssignment wanted, Optional<Guest> have) throws InterruptedException {
        askedToShutDown.remove(wanted.instance());
        if (have.isPresent() && have.get().power() == PowerState.PAUSED) {
            return tell(wanted, PowerState.PAUSED);
        }
        if (have.isPresent() && have.get().power() == PowerState.ON) {
            return running(wanted, have.get());
        }
        if (have.isPresent()
                && have.get().generation() == wanted.generation()
                && !boot.mustStartAgain(wanted.instance())) {
            // It ran in this very generation and is off now: its owner's doing, or a crash.
            return tellOff(wanted, have.get());
        }
        if (have.isEmpty() && !wanted.fresh()) {
            // A launch would make a new disk, and its owner believe that it is the old one.
            return tell(wanted, PowerState.OFF, LOST);
        }
        Optional<List<GuestDisk>> disks = volumes.ready(wanted, have.isPresent());
        if (disks.isEmpty()) {
            return Outcome.again(GLANCE);
        }
        // What may have been launched before is launched by no other.
        Optional<String> driver = drivers.of(wanted.instance()).or(drivers::launcher);
        return driver.isPresent()
                ? launch(driver.get(), wanted, disks.get())
                : Outcome.retry("The driver that launches guests here is away");
    }

    private Outcome running(GuestAssignment wanted, Guest have) throws InterruptedException {
        if (wanted.rebootGeneration() > have.generation()) {
            drivers.command(wanted.instance(), driver -> driver.reboot(wanted.instance()));
        }
        mark(wanted, have);
        boot.started(wanted.instance());
        return tell(wanted, PowerState.ON);
    }

    private Outcome launch(String driver, GuestAssignment wanted, List<GuestDisk> disks)
            throws InterruptedException {
        GuestSpec spec = specs.prepare(wanted).with(disks);
        drivers.own(wanted.instance(), driver);
        inventory.begins(wanted.instance(), PowerState.ON);
        try {
            drivers.command(wanted.instance(), one -> one.launch(spec));
            inventory.holds(
                    driver,
                    new Guest(wanted.instance(), PowerState.ON, wanted.generation(), false));
        } finally {
            inventory.ended(wanted.instance());
        }
        boot.settled(wanted.instance());
        volumes.settled(wanted.instance());
        return tell(wanted, PowerState.ON);
    }

    private Outcome off(GuestAssignment wanted, Optional<Guest> have) throws InterruptedException {
        InstanceId id = wanted.instance();
        boot.settled(id);
        volumes.settled(id);
        if (have.isEmpty() || have.get().power() == PowerState.OFF) {
            askedToShutDown.remove(id);
            if (have.isPresent()) {
                mark(wanted, have.get());
            }
            return tell(wanted, PowerState.OFF);
        }
        Instant asked = askedToShutDown.get(id);
        boolean patienceEnds =
                asked != null && !clock.instant().isBefore(asked.plus(shutdownGrace));
        if (wanted.force() || patienceEnds) {
            drivers.command(id, driver -> driver.powerOff(id));
        } else if (asked == null) {
            askedToShutDown.put(id, clock.instant());
            drivers.command(id, driver -> driver.requestShutdown(id));
        }
        relist.accept(id);
        return Outcome.again(GLANCE);
    }

    private Outcome gone(GuestAssignment wanted) throws InterruptedException {
        remove(wanted);
        return tell(wanted, PowerState.GONE);
    }

    private void remove(GuestAssignment wanted) throws InterruptedException {
        inventory.begins(wanted.instance(), PowerState.GONE);
        try {
            drivers.command(wanted.instance(), driver -> driver.destroy(wanted.instance()));
            specs.release(wanted);
            inventory.holdsNo(wanted.instance());
        } finally {
            inventory.ended(wanted.instance());
        }
        drivers.disown(wanted.instance());
        askedToShutDown.remove(wanted.instance());
        boot.settled(wanted.instance());
        volumes.settled(wanted.instance());
    }

    private void mark(GuestAssignment wanted, Guest have) throws InterruptedException {
        // Of a greater one only where the records have lost history: it will be counted to again.
        if (have.generation() != wanted.generation()) {
            InstanceId id = wanted.instance();
            drivers.command(id, driver -> driver.mark(id, wanted.generation()));
            inventory.changed(new Guest(id, have.power(), wanted.generation(), have.crashed()));
        }
    }

    private Outcome failed(GuestAssignment wanted, Optional<Guest> have, DriverException fault)
            throws InterruptedException {
        boolean temporary =
                fault.kind() == DriverException.Kind.BUSY
                        || fault.kind() == DriverException.Kind.UNREACHABLE;
        if (temporary || wanted.wanted() != PowerState.ON) {
            return Outcome.retry(String.valueOf(fault.getMessage()));
        }
        boolean exhausted = fault.kind() == DriverException.Kind.EXHAUSTED;
        PowerState left = PowerState.OFF;
        // What is on the host may have run already: its disk is its owner's.
        if (wanted.fresh() && have.isEmpty()) {
            try {
                remove(wanted);
            } catch (DriverException again) {
                return Outcome.retry(String.valueOf(again.getMessage()));
            }
            left = PowerState.GONE;
        }
        GuestReport failure =
                new GuestReport(
                                wanted.instance(),
                                wanted.generation(),
                                left,
                                words(fault),
                                exhausted)
                        .by(drivers.of(wanted.instance()));
        failures.put(wanted.instance(), failure);
        teller.accept(failure);
        return Outcome.done();
    }

    /** Short enough for a report of many guests, and never empty, which would be no failure. */
    private static String words(DriverException fault) {
        String words = String.valueOf(fault.getMessage());
        if (words.isBlank()) {
            return fault.kind().toString();
        }
        return words.length() > MAX_WORDS ? words.substring(0, MAX_WORDS) : words;
    }

    private Outcome tellOff(GuestAssignment wanted, Guest have) {
        return tell(wanted, PowerState.OFF, have.crashed() ? "The guest failed on its host" : "");
    }

    private Outcome tell(GuestAssignment wanted, PowerState power) {
        return tell(wanted, power, "");
    }

    private Outcome tell(GuestAssignment wanted, PowerState power, String failure) {
        teller.accept(
                new GuestReport(wanted.instance(), wanted.generation(), power, failure, false)
                        .by(drivers.of(wanted.instance())));
        return Outcome.done();
    }
}

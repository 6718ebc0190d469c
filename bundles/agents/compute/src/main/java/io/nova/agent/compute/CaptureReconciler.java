package io.nova.agent.compute;

import io.nova.model.DriverException;
import io.nova.model.ImageId;
import io.nova.model.InstanceId;
import io.nova.model.UnavailableException;
import io.nova.model.compute.PowerState;
import io.nova.protocol.CaptureAssignment;
import io.nova.protocol.GuestAssignment;
import io.nova.reconcile.Outcome;
import io.nova.reconcile.Reconciler;
import io.nova.spi.hypervisor.DiskCapture;
import io.nova.spi.hypervisor.Guest;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Copies root disks and sends the copies, one at a time. A guest that is to be at rest is shut down
 * and, when the copy is made and its volumes are kept, started again by the {@link
 * GuestReconciler}, which {@link HostBoot} tells to, whoever died meanwhile. For one thread, but
 * for {@link #ask}.
 */
final class CaptureReconciler implements Reconciler<ImageId> {

    private static final Duration GLANCE = Duration.ofSeconds(1);

    /** How often a copy may fail that a retry may not help. */
    private static final int ATTEMPTS = 3;

    /** How long a guest is held for its volumes: a host that keeps them needs seconds. */
    static final Duration HOLD = Duration.ofMinutes(5);

    static final String GONE = "The instance was terminated before its disk was copied";

    private final Inventory inventory;
    private final GuestDrivers drivers;
    private final HostBoot boot;
    private final Turns turns;
    private final CaptureFiles files;
    private final CaptureLink link;
    private final Clock clock;
    private final Duration shutdownGrace;
    private final Consumer<InstanceId> relist;
    private final Consumer<InstanceId> wake;
    private final Map<ImageId, CaptureAssignment> asked = new ConcurrentHashMap<>();
    private final Map<ImageId, Instant> askedToShutDown = new HashMap<>();
    private final Map<ImageId, Instant> held = new HashMap<>();
    private final Map<ImageId, Integer> failures = new HashMap<>();
    private final Map<ImageId, InstanceId> turn = new HashMap<>();

    /**
     * @param relist asks for a new listing by the guest's driver
     * @param wake has a guest looked at
     */
    CaptureReconciler(
            Inventory inventory,
            GuestDrivers drivers,
            HostBoot boot,
            Turns turns,
            CaptureFiles files,
            CaptureLink link,
            Clock clock,
            Duration shutdownGrace,
            Consumer<InstanceId> relist,
            Consumer<InstanceId> wake) {
        this.inventory = inventory;
        this.drivers = drivers;
        this.boot = boot;
        this.turns = turns;
        this.files = files;
        this.link = link;
        this.clock = clock;
        this.shutdownGrace = shutdownGrace;
        this.relist = relist;
        this.wake = wake;
    }

    /** Asks what is to be copied; what is not, any longer, leaves nothing. */
    Outcome ask(Consumer<ImageId> news) throws InterruptedException {
        try {
            Map<ImageId, CaptureAssignment> now = new HashMap<>();
            link.asked().forEach(one -> now.put(one.image(), one));
            Map<ImageId, CaptureAssignment> ended = new HashMap<>(asked);
            ended.keySet().removeAll(now.keySet());
            asked.keySet().retainAll(now.keySet());
            asked.putAll(now);
            files.retain(now.keySet());
            now.keySet().forEach(news);
            ended.values().forEach(one -> turns.hurry(one.instance()));
            ended.keySet().forEach(news);
            return Outcome.done();
        } catch (DriverException fault) {
            return Outcome.retry(String.valueOf(fault.getMessage()));
        }
    }

    /** Returns what is to be copied. */
    Set<ImageId> images() {
        return Set.copyOf(asked.keySet());
    }

    @Override
    public Outcome reconcile(ImageId image) throws InterruptedException {
        CaptureAssignment capture = asked.get(image);
        if (capture == null) {
            forget(image);
            return Outcome.done();
        }
        if (!inventory.assigned() || !drivers.know(capture.instance())) {
            return Outcome.again(GLANCE);
        }
        boolean goesOn = false;
        try {
            Optional<Path> copy = files.whole(image);
            if (copy.isPresent()) {
                link.send(capture, copy.get());
                return end(capture);
            }
            Outcome outcome = copy(capture);
            goesOn = askedToShutDown.containsKey(image) || held.containsKey(image);
            return outcome;
        } catch (DriverException fault) {
            return failed(capture, fault);
        } catch (UnavailableException noDriver) {
            return Outcome.retry(String.valueOf(noDriver.getMessage()));
        } finally {
            if (!goesOn) {
                // Who comes back to it begins anew: meanwhile the guest may run again.
                askedToShutDown.remove(image);
                held.remove(image);
                giveTurn(image);
            }
        }
    }

    private Outcome copy(CaptureAssignment capture) throws InterruptedException {
        InstanceId id = capture.instance();
        Optional<GuestAssignment> wanted = inventory.wanted(id);
        Optional<Guest> have = inventory.have(id);
        if (wanted.isEmpty() || wanted.get().wanted() == PowerState.GONE || have.isEmpty()) {
            askedToShutDown.remove(capture.image());
            link.failed(capture, GONE);
            return end(capture);
        }
        if (!turns.take(id, this)) {
            return Outcome.again(GLANCE);
        }
        turn.put(capture.image(), id);
        if (capture.rest() && have.get().power() != PowerState.OFF) {
            return bringDown(capture, wanted.get());
        }
        askedToShutDown.remove(capture.image());
        if (held.containsKey(capture.image())) {
            return hold(capture);
        }
        long room = files.room();
        if (room < wanted.get().diskBytes()) {
            link.failed(
                    capture,
                    "The host has no room for a copy of the disk: %d bytes are free, %d may be needed"
                            .formatted(room, wanted.get().diskBytes()));
            return end(capture);
        }
        Path file = files.begin(capture.image());
        if (!turns.run(id, () -> capture(id, file))) {
            return Outcome.again(GLANCE);
        }
        if (capture.volumes()) {
            held.put(capture.image(), clock.instant());
            return hold(capture);
        }
        return finish(capture);
    }

    /** What died before this copies once more: copy and volumes are of the same moment. */
    private Outcome hold(CaptureAssignment capture) throws InterruptedException {
        if (areVolumesKept(capture)) {
            held.remove(capture.image());
            return finish(capture);
        }
        Instant since = held.getOrDefault(capture.image(), Instant.EPOCH);
        if (clock.instant().isBefore(since.plus(HOLD))) {
            return Outcome.again(GLANCE);
        }
        held.remove(capture.image());
        link.failed(
                capture,
                "The volumes of the instance were not kept within %d minutes"
                        .formatted(HOLD.toMinutes()));
        return end(capture);
    }

    /** Managers that are away for a moment do not cost the guest another rest. */
    private boolean areVolumesKept(CaptureAssignment capture) throws InterruptedException {
        try {
            return link.volumesKept(capture);
        } catch (DriverException fault) {
            if (fault.kind() != DriverException.Kind.UNREACHABLE) {
                throw fault;
            }
            return false;
        }
    }

    private Outcome finish(CaptureAssignment capture) {
        files.finish(capture.image());
        // The guest is let go first: to send the copy takes long.
        return Outcome.again(Duration.ZERO);
    }

    private void capture(InstanceId id, Path file) throws InterruptedException {
        drivers.command(
                id,
                driver -> {
                    if (!(driver instanceof DiskCapture disks)) {
                        throw new DriverException(
                                DriverException.Kind.BROKEN,
                                "the hypervisor of the instance's host copies no disks");
                    }
                    disks.capture(id, file);
                });
    }

    /** Asks it to shut down, and ends its patience, as for a stop. */
    private Outcome bringDown(CaptureAssignment capture, GuestAssignment wanted)
            throws InterruptedException {
        InstanceId id = capture.instance();
        Instant since = askedToShutDown.get(capture.image());
        if (since == null) {
            if (wanted.wanted() == PowerState.ON) {
                boot.takeDown(id);
            }
            askedToShutDown.put(capture.image(), clock.instant());
            drivers.command(id, driver -> driver.requestShutdown(id));
        } else if (!clock.instant().isBefore(since.plus(shutdownGrace))) {
            drivers.command(id, driver -> driver.powerOff(id));
        }
        relist.accept(id);
        return Outcome.again(GLANCE);
    }

    private Outcome failed(CaptureAssignment capture, DriverException fault)
            throws InterruptedException {
        askedToShutDown.remove(capture.image());
        boolean passes =
                fault.kind() == DriverException.Kind.BUSY
                        || fault.kind() == DriverException.Kind.UNREACHABLE;
        if (passes || failures.merge(capture.image(), 1, Integer::sum) < ATTEMPTS) {
            return Outcome.retry(String.valueOf(fault.getMessage()));
        }
        try {
            link.failed(capture, "The disk was not copied: " + fault.getMessage());
            return end(capture);
        } catch (DriverException unheard) {
            return Outcome.retry(String.valueOf(unheard.getMessage()));
        }
    }

    private Outcome end(CaptureAssignment capture) {
        asked.remove(capture.image());
        forget(capture.image());
        files.retain(asked.keySet());
        return Outcome.done();
    }

    private void forget(ImageId image) {
        failures.remove(image);
        askedToShutDown.remove(image);
        held.remove(image);
        giveTurn(image);
    }

    private void giveTurn(ImageId image) {
        InstanceId guest = turn.remove(image);
        if (guest != null) {
            turns.give(guest, this);
            wake.accept(guest);
        }
    }
}

package io.nova.manager.compute;

import io.nova.api.network.VpcService;
import io.nova.api.volume.InstanceVolumeService;
import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.model.ZoneName;
import io.nova.model.compute.Instance;
import io.nova.model.compute.InstanceState;
import io.nova.model.compute.InstanceTrigger;
import io.nova.model.compute.PowerState;
import io.nova.model.compute.ShutdownBehavior;
import io.nova.model.compute.StateReason;
import io.nova.protocol.GuestReport;
import io.nova.protocol.HostReport;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes in what hosts saw, and moves instances on by it. */
final class ReportDesk {

    /** How many reports go into one transaction. */
    private static final int BATCH = 50;

    private static final int ATTEMPTS = 20;

    private final StateStore store;
    private final Records<Instance> instances;
    private final HostRoster roster;
    private final VpcService vpcs;
    private final InstanceVolumeService volumes;
    private final Clock clock;
    private final IdSource ids;
    private final Wakener wakener;

    ReportDesk(
            StateStore store,
            HostRoster roster,
            VpcService vpcs,
            InstanceVolumeService volumes,
            Clock clock,
            IdSource ids,
            Wakener wakener) {
        this.store = store;
        this.instances = new Records<>(store, Kinds.INSTANCE);
        this.roster = roster;
        this.vpcs = vpcs;
        this.volumes = volumes;
        this.clock = clock;
        this.ids = ids;
        this.wakener = wakener;
    }

    /** Returns when all of the report is committed. */
    void take(HostReport report) {
        roster.heard(report);
        List<GuestReport> guests = report.guests();
        for (int from = 0; from < guests.size(); from += BATCH) {
            take(report.host(), guests.subList(from, Math.min(guests.size(), from + BATCH)));
        }
    }

    private void take(HostId host, List<GuestReport> guests) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Draft draft = draft(host, guests);
            if (draft.isEmpty) {
                return;
            }
            CommitResult result = Records.commit(store, draft.tx.build());
            if (result instanceof CommitResult.Ok ok) {
                wakener.changed(draft.changed, ok.seq());
                draft.moved.forEach((instance, from) -> wakener.left(from, instance, ok.seq()));
                return;
            }
            if (guests.size() > 1) {
                // One of them was changed meanwhile: it shall not hold up the others.
                takeEach(host, guests);
                return;
            }
        }
        throw new io.nova.model.UnavailableException(
                "compute", "The instance changes too quickly; the host reports again");
    }

    private void takeEach(HostId host, List<GuestReport> guests) {
        Optional<RuntimeException> fault = Optional.empty();
        for (GuestReport guest : guests) {
            try {
                take(host, List.of(guest));
            } catch (RuntimeException e) {
                fault = Optional.of(e);
            }
        }
        if (fault.isPresent()) {
            throw fault.get();
        }
    }

    private Draft draft(HostId host, List<GuestReport> guests) {
        Instant now = clock.instant();
        Map<String, GuestReport> byId = new HashMap<>();
        guests.forEach(guest -> byId.put(guest.instance().value(), guest));
        Draft draft = new Draft(Tx.of("report/" + ids.hex(16)));
        for (Rec<Instance> rec : instances.findAll(byId.keySet())) {
            Instance instance = rec.value();
            GuestReport guest = java.util.Objects.requireNonNull(byId.get(rec.id()));
            if (!instance.host().equals(host) || guest.generation() != instance.generation()) {
                // Of an earlier spec, of a later one that the records have lost, or from where it
                // no longer is: the host will say more.
                continue;
            }
            Optional<Scheduler.Candidate> elsewhere = elsewhere(instance, guest);
            if (elsewhere.isPresent()) {
                draft.move(rec, elsewhere.get());
            } else {
                next(instance, guest, now).ifPresent(changed -> draft.put(rec, changed));
            }
        }
        return draft;
    }

    /**
     * Returns where an instance can go whose host turned out to have no room for it; empty once as
     * many hosts have been tried as there are. Every try is a generation, and nothing else is one
     * before the instance runs.
     */
    private Optional<Scheduler.Candidate> elsewhere(Instance instance, GuestReport guest) {
        boolean nothingThere =
                guest.exhausted()
                        && guest.power() == PowerState.GONE
                        && instance.state() == InstanceState.PENDING
                        && !instance.status().startedOnce();
        if (!nothingThere) {
            return Optional.empty();
        }
        Placer placer = roster.placer();
        ZoneName zone = instance.spec().zone();
        return instance.generation() < placer.count(zone)
                ? placer.next(
                        zone,
                        instance.spec().type(),
                        instance.host(),
                        some -> volumes.hostsFor(instance.id(), some))
                : Optional.empty();
    }

    /** Returns the instance after the report; empty if it tells nothing new. */
    static Optional<Instance> next(Instance instance, GuestReport guest, Instant now) {
        Optional<Instance> seen = seen(instance, guest, now);
        return guest.driver().flatMap(driver -> seen.orElse(instance).runBy(driver)).or(() -> seen);
    }

    private static Optional<Instance> seen(Instance instance, GuestReport guest, Instant now) {
        if (!guest.failure().isEmpty()) {
            return failed(instance, guest, now);
        }
        return switch (guest.power()) {
            case ON -> on(instance, guest, now);
            case OFF -> off(instance, now);
            case GONE -> instance.reported(InstanceTrigger.GUEST_GONE, reason(instance), now);
            case PAUSED -> instance.heard(false, now);
        };
    }

    private static Optional<Instance> on(Instance instance, GuestReport guest, Instant now) {
        Optional<Instance> on = instance.reported(InstanceTrigger.GUEST_ON, StateReason.NONE, now);
        return guest.answers()
                .flatMap(answers -> on.orElse(instance).heard(answers, now))
                .or(() -> on);
    }

    private static Optional<Instance> off(Instance instance, Instant now) {
        if (instance.state() == InstanceState.RUNNING) {
            if (instance.spec().shutdownBehavior() == ShutdownBehavior.TERMINATE) {
                return Optional.of(
                        instance.asked(InstanceTrigger.TERMINATE, StateReason.GUEST_SHUTDOWN, now));
            }
            return instance.reported(InstanceTrigger.GUEST_OFF, StateReason.GUEST_SHUTDOWN, now);
        }
        if (instance.state() == InstanceState.PENDING) {
            return ranBriefly(instance, now).flatMap(ran -> off(ran, now));
        }
        return instance.reported(InstanceTrigger.GUEST_OFF, reason(instance), now);
    }

    /** A guest that is off in the generation that started it ran, if too briefly to be told of. */
    private static Optional<Instance> ranBriefly(Instance instance, Instant now) {
        return instance.reported(InstanceTrigger.GUEST_ON, StateReason.NONE, now);
    }

    private static StateReason reason(Instance instance) {
        return instance.status().reason();
    }

    private static Optional<Instance> failed(Instance instance, GuestReport guest, Instant now) {
        String code = guest.exhausted() ? "InsufficientInstanceCapacity" : "InternalError";
        StateReason why = StateReason.server(code, guest.failure());
        if (guest.power() == PowerState.ON || guest.power() == PowerState.PAUSED) {
            return Optional.empty();
        }
        if (instance.state() == InstanceState.RUNNING) {
            return instance.reported(InstanceTrigger.GUEST_OFF, why, now);
        }
        if (instance.status().startedOnce()) {
            return instance.reported(InstanceTrigger.START_FAILED, why, now);
        }
        return guest.power() == PowerState.GONE
                ? instance.reported(InstanceTrigger.LAUNCH_FAILED, why, now)
                : ranBriefly(instance, now)
                        .flatMap(ran -> ran.reported(InstanceTrigger.GUEST_OFF, why, now));
    }

    /** What a batch of reports changes. */
    private final class Draft {

        private final Tx.Builder tx;
        private final List<Instance> changed = new ArrayList<>();
        private final Map<Instance, HostId> moved = new HashMap<>();
        private boolean isEmpty = true;

        Draft(Tx.Builder tx) {
            this.tx = tx;
        }

        void move(Rec<Instance> rec, Scheduler.Candidate to) {
            Instance next = rec.value().placedOn(to.host());
            isEmpty = false;
            tx.update(Kinds.INSTANCE, rec, next);
            Claims.moveRoom(tx, rec.value(), to);
            changed.add(next);
            moved.put(next, rec.value().host());
        }

        void put(Rec<Instance> rec, Instance next) {
            tx.update(Kinds.INSTANCE, rec, next);
            isEmpty = false;
            if (next.state() == InstanceState.TERMINATED) {
                Claims.giveBack(tx, next, vpcs.addressPool(next.port().network()));
            }
            // Whether it answers is no news to hosts.
            if (next.state() != rec.value().state()) {
                changed.add(next);
            }
        }
    }
}

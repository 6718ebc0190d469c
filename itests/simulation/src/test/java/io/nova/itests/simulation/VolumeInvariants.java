package io.nova.itests.simulation;

import io.nova.api.identity.Quota;
import io.nova.driver.hypervisor.simulated.SimulatedGuest;
import io.nova.driver.volume.simulated.SimulatedStorage;
import io.nova.driver.volume.simulated.SimulatedVolumes;
import io.nova.itests.simulation.SimulatedHost.Machine;
import io.nova.model.VolumeId;
import io.nova.model.volume.Attachment;
import io.nova.model.volume.AttachmentState;
import io.nova.model.volume.Snapshot;
import io.nova.model.volume.Volume;
import io.nova.model.volume.VolumeState;
import io.nova.model.volume.VolumeType;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Kind;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.volume.Initiator;
import io.nova.spi.volume.VolumeConnector;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** I6: what must hold of volumes in every history. */
final class VolumeInvariants {

    private static final Kind<Volume> VOLUME =
            new Kind<>("volume", Volume.class, volume -> List.of());
    private static final Kind<Snapshot> SNAPSHOT =
            new Kind<>("snapshot", Snapshot.class, snapshot -> List.of());
    private static final IndexEntry ALL = new IndexEntry("all", "");

    private final World world;

    VolumeInvariants(World world) {
        this.world = world;
    }

    /** Returns what the store holds of it. */
    Optional<Volume> find(VolumeId id) {
        return world.store().get(VOLUME, id.value()).map(Rec::value);
    }

    /** At every effect on a guest: no other guest has any of its volumes. */
    void guestsChanged() {
        Set<VolumeId> seen = new HashSet<>();
        for (Machine machine : world.machines()) {
            for (SimulatedGuest guest : machine.guests()) {
                for (VolumeId volume : guest.volumes()) {
                    if (!seen.add(volume)) {
                        violated(volume + " is in two guests, one of them " + guest);
                    }
                }
            }
        }
    }

    /** Before every deletion: no guest has it, and its owner or instance meant it to go. */
    void deleting(VolumeId id) {
        holders()
                .getOrDefault(id, List.of())
                .forEach(guest -> violated(id + " is deleted while in " + guest));
        find(id).filter(volume -> volume.state() != VolumeState.DELETING)
                .filter(volume -> volume.state() != VolumeState.ERROR)
                .ifPresent(volume -> violated(id + " is deleted, and should stay: " + volume));
    }

    /** Returns what the project's quotas must count, for I5. */
    Map<String, Long> quotas() {
        long[] sums = new long[3];
        new Records<>(world.store(), VOLUME)
                .each(
                        ALL,
                        rec -> {
                            sums[0]++;
                            sums[1] += rec.value().gib();
                        });
        new Records<>(world.store(), SNAPSHOT).each(ALL, rec -> sums[2]++);
        return Map.of(
                Quota.VOLUMES.scope(Client.PROJECT),
                sums[0],
                Quota.VOLUME_GIB.scope(Client.PROJECT),
                sums[1],
                Quota.SNAPSHOTS.scope(Client.PROJECT),
                sums[2]);
    }

    /** When everything has come to rest. */
    void check(Client client) {
        Map<VolumeId, Volume> records = new TreeMap<>();
        new Records<>(world.store(), VOLUME)
                .each(ALL, rec -> records.put(rec.value().id(), rec.value()));
        for (VolumeId id : client.disks().volumes()) {
            if (!records.containsKey(id) && !client.disks().endAsked().contains(id)) {
                violated(id + " was answered and is lost");
            }
        }
        Map<VolumeId, io.nova.spi.volume.Volume> kept = new HashMap<>();
        world.storages().forEach((technology, storage) -> keep(technology, storage, records, kept));
        records.values()
                .forEach(volume -> settled(volume, Optional.ofNullable(kept.get(volume.id()))));
        holders()
                .forEach(
                        (id, guests) -> {
                            Volume volume = records.get(id);
                            boolean meant =
                                    volume != null
                                            && volume.attachment()
                                                    .filter(
                                                            on ->
                                                                    on.instance()
                                                                            .equals(
                                                                                    guests.get(0)
                                                                                            .instance()))
                                                    .isPresent();
                            if (!meant || guests.size() > 1) {
                                violated(guests + " have " + id + ", which is " + volume);
                            }
                        });
        kept.values().stream()
                .filter(volume -> !volume.initiators().isEmpty())
                .filter(volume -> !records.containsKey(volume.id()))
                .forEach(volume -> violated(volume + " is exported and nobody's"));
        connections(records);
    }

    private void keep(
            String technology,
            SimulatedStorage storage,
            Map<VolumeId, Volume> records,
            Map<VolumeId, io.nova.spi.volume.Volume> kept) {
        for (var volume : new SimulatedVolumes(storage, SimulatedVolumeHost.ID).volumes()) {
            Optional.ofNullable(records.get(volume.id()))
                    .filter(rec -> !rec.backEnd().technology().equals(technology))
                    .ifPresent(rec -> violated(technology + " has " + volume + " of " + rec));
            if (kept.put(volume.id(), volume) != null) {
                violated(volume + " is there twice");
            }
        }
    }

    private void settled(Volume volume, Optional<io.nova.spi.volume.Volume> kept) {
        if (volume.state() == VolumeState.ERROR) {
            return;
        }
        if (kept.isEmpty()) {
            violated(volume + " is lost");
            return;
        }
        Optional<String> named =
                volume.type().equals(VolumeType.GP3)
                        ? Optional.of("near")
                        : volume.type().technology();
        if (named.filter(one -> !one.equals(volume.backEnd().technology())).isPresent()) {
            violated(volume + " is not of its type's technology");
        }
        Set<Initiator> initiators = kept.get().initiators();
        boolean right =
                switch (volume.state()) {
                    case AVAILABLE -> initiators.isEmpty();
                    case IN_USE -> isAttached(volume.attachment().orElseThrow(), volume.id());
                    case CREATING, DELETING, ERROR -> false;
                };
        if (!right) {
            violated(volume + " has not settled: " + kept.get());
        }
    }

    private boolean isAttached(Attachment on, VolumeId volume) {
        return on.state() == AttachmentState.ATTACHED
                && holders().getOrDefault(volume, List.of()).stream()
                        .anyMatch(guest -> guest.instance().equals(on.instance()));
    }

    private void connections(Map<VolumeId, Volume> records) {
        for (Machine machine : world.machines()) {
            for (SimulatedStorage storage : world.storages().values()) {
                new SimulatedVolumes(storage, machine.id)
                        .connections()
                        .forEach(one -> connection(machine, one, records));
            }
        }
    }

    private void connection(
            Machine machine, VolumeConnector.Connection one, Map<VolumeId, Volume> records) {
        Volume volume = records.get(one.volume());
        boolean meant =
                volume != null
                        && volume.attachment()
                                .filter(on -> on.host().equals(machine.id))
                                .isPresent();
        if (!meant) {
            violated(machine.id + " has " + one + ", which is " + volume);
        }
    }

    private Map<VolumeId, List<SimulatedGuest>> holders() {
        Map<VolumeId, List<SimulatedGuest>> holders = new TreeMap<>();
        for (Machine machine : world.machines()) {
            for (SimulatedGuest guest : machine.guests()) {
                guest.volumes()
                        .forEach(
                                id ->
                                        holders.merge(
                                                id,
                                                List.of(guest),
                                                (one, other) -> List.of(one.get(0), other.get(0))));
            }
        }
        return holders;
    }

    private void violated(String what) {
        world.history().violated("I6", what);
    }
}

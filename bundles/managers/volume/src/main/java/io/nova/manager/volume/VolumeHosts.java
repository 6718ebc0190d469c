package io.nova.manager.volume;

import io.nova.api.volume.VolumeInventory.VolumeHostView;
import io.nova.manager.volume.Kinds.Resting;
import io.nova.manager.volume.Kinds.VolumeHost;
import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.model.InsufficientCapacityException;
import io.nova.model.ResourceType;
import io.nova.model.UnavailableException;
import io.nova.model.VolumeId;
import io.nova.model.ZoneName;
import io.nova.spi.state.Beat;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The hosts of volumes: what they offer is a record, that they live is a beat. Finds the one with
 * the most room for a volume.
 */
final class VolumeHosts {

    /** How long a host may be silent before it gets no new volumes. */
    static final Duration SILENCE = Duration.ofSeconds(30);

    private static final String BEATS = "volume-hosts";
    private static final int ATTEMPTS = 20;

    private final StateStore store;
    private final Clock clock;

    VolumeHosts(StateStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Takes in what a host said of itself. */
    void heard(VolumeHost host, IdSource ids) {
        store.beat(BEATS, host.id().value(), host.technology());
        Optional<Rec<VolumeHost>> known = store.get(Kinds.HOST, host.id().value());
        if (known.map(Rec::value).filter(host::equals).isPresent()) {
            return;
        }
        Tx.Builder tx = Tx.of("volume-host/" + ids.hex(16));
        known.ifPresentOrElse(
                rec -> tx.update(Kinds.HOST, rec, host),
                () -> tx.create(Kinds.HOST, host.id().value(), host));
        // Where another manager was quicker, the host says it again in a moment.
        var unused = Records.commit(store, tx.build());
    }

    /**
     * Has a host get new volumes or none, from the next placement on.
     *
     * @return how many volumes it keeps, those that are kept for snapshots among them
     * @throws UnavailableException if others change the same all the time
     */
    long accept(HostId host, boolean accepting, IdSource ids) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Rec<Resting>> resting = store.get(Kinds.RESTING, host.value());
            Tx.Builder tx = Tx.of("volume-host-resting/" + ids.hex(16));
            if (resting.isPresent() != accepting) {
                return store.count(Kinds.VOLUME, Kinds.ofHost(host))
                        + store.count(Kinds.BURIED, Kinds.ofHost(host));
            }
            resting.ifPresentOrElse(
                    rec -> tx.delete(Kinds.RESTING, rec),
                    () -> tx.create(Kinds.RESTING, host.value(), new Resting(host)));
            // Whatever the commit says, the record is what counts.
            var unused = Records.commit(store, tx.build());
        }
        throw new UnavailableException("volume", "The host changes too quickly; try again");
    }

    /** Returns all of them in the order of their names. */
    List<VolumeHostView> views() {
        Map<String, Instant> seen = new HashMap<>();
        store.beats(BEATS).forEach(beat -> seen.put(beat.member(), beat.at()));
        Set<String> alive = alive();
        List<VolumeHostView> views = new ArrayList<>();
        new Records<>(store, Kinds.HOST)
                .each(
                        Kinds.ALL,
                        rec ->
                                views.add(
                                        new VolumeHostView(
                                                rec.value().id(),
                                                rec.value().zone(),
                                                rec.value().technology(),
                                                alive.contains(rec.id()),
                                                seen.getOrDefault(rec.id(), Instant.EPOCH),
                                                store.used(Kinds.room(rec.value().id())),
                                                rec.value().totalBytes())));
        views.sort(Comparator.comparing(VolumeHostView::host));
        return views;
    }

    private Set<String> alive() {
        Instant since = clock.instant().minus(SILENCE);
        return store.beats(BEATS).stream()
                .filter(beat -> beat.at().isAfter(since))
                .map(Beat::member)
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** Returns where the bytes of a volume are, also if it is one that no project has. */
    Optional<HostId> of(VolumeId volume) {
        return store.get(Kinds.VOLUME, volume.value())
                .map(rec -> rec.value().host())
                .or(() -> store.get(Kinds.BURIED, volume.value()).map(rec -> rec.value().host()));
    }

    VolumeHost place(ZoneName zone, int gib, Optional<VolumeId> beside) {
        return place(zone, gib, beside, Map.of());
    }

    /**
     * @param beside on whose host it must be, as its snapshots are
     * @param taken how many bytes of hosts go to others in the same transaction
     * @throws InsufficientCapacityException if no host of the zone has room
     */
    VolumeHost place(ZoneName zone, int gib, Optional<VolumeId> beside, Map<HostId, Long> taken) {
        Set<String> alive = alive();
        new Records<>(store, Kinds.RESTING).each(Kinds.ALL, rec -> alive.remove(rec.id()));
        Optional<HostId> only = beside.flatMap(this::of);
        List<VolumeHost> hosts = new ArrayList<>();
        new Records<>(store, Kinds.HOST)
                .each(
                        Kinds.ALL,
                        rec -> {
                            if (rec.value().zone().equals(zone)
                                    && alive.contains(rec.id())
                                    && (beside.isEmpty()
                                            || only.equals(Optional.of(rec.value().id())))) {
                                hosts.add(rec.value());
                            }
                        });
        return hosts.stream()
                .filter(host -> free(host, taken) >= (long) gib << 30)
                .max(
                        Comparator.<VolumeHost>comparingLong(host -> free(host, taken))
                                .thenComparing(VolumeHost::id))
                .orElseThrow(
                        () ->
                                new InsufficientCapacityException(
                                        ResourceType.VOLUME,
                                        zone.value(),
                                        ("No volume host in zone %s has room for %d GiB now. Ask"
                                                        + " for less, or try later")
                                                .formatted(zone, gib)));
    }

    private long free(VolumeHost host, Map<HostId, Long> taken) {
        return host.totalBytes()
                - store.used(Kinds.room(host.id()))
                - taken.getOrDefault(host.id(), 0L);
    }
}

package io.nova.manager.volume;

import io.nova.api.volume.VolumeInventory.VolumeHostView;
import io.nova.manager.volume.Kinds.Resting;
import io.nova.manager.volume.Kinds.VolumeHost;
import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.model.UnavailableException;
import io.nova.model.VolumeId;
import io.nova.model.volume.BackEnd;
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
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The drivers of volume hosts: what each offers is a record, that it lives is a beat. */
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

    /** A driver of a host, and how volumes name it. */
    record Place(BackEnd backEnd, VolumeHost host) {

        static Place of(Rec<VolumeHost> rec) {
            return new Place(new BackEnd(rec.value().technology(), rec.id()), rec.value());
        }
    }

    /** Where the bytes of a volume are. */
    record Kept(HostId host, BackEnd backEnd) {}

    /** Takes in what a host said of one of its drivers. */
    void heard(VolumeHost host, IdSource ids) {
        String id = id(host);
        store.beat(BEATS, id, host.technology());
        Optional<Rec<VolumeHost>> known = store.get(Kinds.HOST, id);
        if (known.map(Rec::value).filter(host::equals).isPresent()) {
            return;
        }
        Tx.Builder tx = Tx.of("volume-host/" + ids.hex(16));
        known.ifPresentOrElse(
                rec -> tx.update(Kinds.HOST, rec, host), () -> tx.create(Kinds.HOST, id, host));
        // Where another manager was quicker, the host says it again in a moment.
        var unused = Records.commit(store, tx.build());
    }

    /** Returns what the record of the driver is called. */
    private String id(VolumeHost host) {
        boolean first =
                store.get(Kinds.HOST, host.id().value())
                        .map(rec -> rec.value().technology().equals(host.technology()))
                        .orElse(true);
        return first ? host.id().value() : host.id() + "/" + host.technology();
    }

    /**
     * Returns which volumes of the host the driver owns. Those from before hosts had several belong
     * to the one that was there then.
     *
     * @param technology the driver's name; empty: whichever driver it is, of a host that has one
     */
    Predicate<BackEnd> ownedBy(HostId host, String technology) {
        boolean first =
                store.get(Kinds.HOST, host.value())
                        .map(rec -> rec.value().technology().equals(technology))
                        .orElse(true);
        return one ->
                technology.isEmpty()
                        || (one.technology().isEmpty()
                                ? first
                                : one.technology().equals(technology));
    }

    /** Returns the name of the driver that owns a volume; empty if its host is not known. */
    String technology(BackEnd backEnd) {
        return backEnd.technology().isEmpty()
                ? find(backEnd).map(VolumeHost::technology).orElse("")
                : backEnd.technology();
    }

    /** Returns the same with the driver's name, if its host is known. */
    BackEnd named(BackEnd backEnd) {
        return new BackEnd(technology(backEnd), backEnd.id());
    }

    /** Returns what is known of a driver that owns volumes. */
    Optional<VolumeHost> find(BackEnd backEnd) {
        return store.get(Kinds.HOST, backEnd.id()).map(Rec::value);
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

    /** Returns the names of all technologies that there are, also of drivers that are away. */
    Set<String> technologies() {
        Set<String> names = new TreeSet<>();
        new Records<>(store, Kinds.HOST)
                .each(Kinds.ALL, rec -> names.add(rec.value().technology()));
        return names;
    }

    /** Returns all of them in the order of their hosts' names, then of their own. */
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
                                                store.used(Kinds.room(Place.of(rec).backEnd())),
                                                rec.value().totalBytes())));
        views.sort(
                Comparator.comparing(VolumeHostView::host)
                        .thenComparing(VolumeHostView::technology));
        return views;
    }

    /** Returns the records' names of those that were heard of lately. */
    Set<String> alive() {
        Instant since = clock.instant().minus(SILENCE);
        return store.beats(BEATS).stream()
                .filter(beat -> beat.at().isAfter(since))
                .map(Beat::member)
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** Returns where the bytes of a volume are, also if it is one that no project has. */
    Optional<Kept> of(VolumeId volume) {
        return store.get(Kinds.VOLUME, volume.value())
                .map(rec -> new Kept(rec.value().host(), rec.value().backEnd()))
                .or(
                        () ->
                                store.get(Kinds.BURIED, volume.value())
                                        .map(
                                                rec ->
                                                        new Kept(
                                                                rec.value().host(),
                                                                rec.value().backEnd())));
    }
}

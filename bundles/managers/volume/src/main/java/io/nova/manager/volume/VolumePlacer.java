package io.nova.manager.volume;

import io.nova.manager.volume.VolumeHosts.Place;
import io.nova.model.HostId;
import io.nova.model.InsufficientCapacityException;
import io.nova.model.InvalidParameterException;
import io.nova.model.ResourceType;
import io.nova.model.VolumeId;
import io.nova.model.ZoneName;
import io.nova.model.volume.BackEnd;
import io.nova.model.volume.VolumeType;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds places for volumes: of the drivers that live, take volumes and reach who is to have the
 * volume, the one with the most room.
 */
final class VolumePlacer {

    private final StateStore store;
    private final VolumeTypes types;
    private final VolumeHosts hosts;
    private final Reach reach;

    VolumePlacer(StateStore store, Clock clock, VolumeTypes types) {
        this.types = types;
        this.store = store;
        this.hosts = new VolumeHosts(store, clock);
        this.reach = new Reach(store, clock);
    }

    /**
     * What a volume needs of its place.
     *
     * @param gib its size
     * @param beside whose driver it must have, as its snapshots have; then only a type that names
     *     another technology stands in the way
     */
    record Want(ZoneName zone, VolumeType type, int gib, Optional<VolumeId> beside) {}

    /**
     * Checks that there is such a type of volume, whether or not there is room for one.
     *
     * @param parameter as the request calls it
     * @throws InvalidParameterException if it names no technology of this cloud
     */
    void require(VolumeType type, String parameter) {
        if (type.technology().isEmpty()) {
            return;
        }
        Set<String> words = hosts.technologies();
        if (!words.contains(type.technology().get())) {
            VolumeType.EC2.forEach(one -> words.add(one.word()));
            throw InvalidParameterException.badValue(
                    parameter, type.word(), "it is one of " + String.join(", ", words));
        }
    }

    /** Returns the place of a volume that any guest of the zone may have later. */
    Place place(Want want) {
        return best(want, open(want), Map.of());
    }

    /**
     * Returns the place of a volume for a guest.
     *
     * @param guest the host of the guest
     * @param taken how many bytes of each driver go to others in the same transaction
     * @throws InsufficientCapacityException if no host of the zone has room
     */
    Place place(Want want, HostId guest, Map<BackEnd, Long> taken) {
        List<Place> reached =
                open(want).stream().filter(place -> reach.reaches(guest, place.host())).toList();
        return best(want, reached, taken);
    }

    private Place best(Want want, List<Place> places, Map<BackEnd, Long> taken) {
        return places.stream()
                .filter(place -> free(place, taken) >= bytes(want))
                .max(
                        Comparator.<Place>comparingLong(place -> free(place, taken))
                                .thenComparing(place -> place.backEnd().id()))
                .orElseThrow(
                        () ->
                                new InsufficientCapacityException(
                                        ResourceType.VOLUME,
                                        want.zone().value(),
                                        ("No volume host in zone %s has room for %d GiB of type %s"
                                                        + " now. Ask for less, or try later")
                                                .formatted(
                                                        want.zone(),
                                                        want.gib(),
                                                        want.type().word())));
    }

    /**
     * Returns those hosts whose guests can have all of the volumes; all of them where there is no
     * room for one of the volumes anywhere, so that {@link #place} can say so.
     */
    Set<HostId> guests(List<Want> wants, Collection<HostId> among) {
        Reach.Looked looked = reach.look(among);
        Set<HostId> found = new HashSet<>(among);
        for (Want want : wants) {
            List<Place> places =
                    open(want).stream()
                            .filter(place -> free(place, Map.of()) >= bytes(want))
                            .toList();
            if (places.isEmpty()) {
                return Set.copyOf(among);
            }
            found.removeIf(
                    guest ->
                            places.stream()
                                    .noneMatch(place -> looked.reaches(guest, place.host())));
        }
        return found;
    }

    private List<Place> open(Want want) {
        Set<String> alive = hosts.alive();
        Set<HostId> resting = new HashSet<>();
        new Records<>(store, Kinds.RESTING).each(Kinds.ALL, rec -> resting.add(rec.value().id()));
        Optional<BackEnd> beside = want.beside().flatMap(hosts::of).map(VolumeHosts.Kept::backEnd);
        beside.ifPresent(backEnd -> requireTechnology(want, hosts.technology(backEnd)));
        Optional<String> technology = types.technology(want.type());
        List<Place> places = new ArrayList<>();
        new Records<>(store, Kinds.HOST)
                .each(
                        Kinds.ALL,
                        rec -> {
                            if (rec.value().zone().equals(want.zone())
                                    && alive.contains(rec.id())
                                    && !resting.contains(rec.value().id())
                                    && (want.beside().isPresent()
                                            ? beside.map(BackEnd::id).equals(Optional.of(rec.id()))
                                            : technology
                                                    .map(rec.value().technology()::equals)
                                                    .orElse(true))) {
                                places.add(Place.of(rec));
                            }
                        });
        return places;
    }

    private static void requireTechnology(Want want, String there) {
        if (want.type().technology().filter(named -> !named.equals(there)).isPresent()) {
            throw new InvalidParameterException(
                    InvalidParameterException.Problem.BAD_COMBINATION,
                    "VolumeType",
                    "The snapshot is kept with '%s': a volume of it cannot be of type '%s'"
                            .formatted(there, want.type().word()));
        }
    }

    private static long bytes(Want want) {
        return (long) want.gib() << 30;
    }

    private long free(Place place, Map<BackEnd, Long> taken) {
        return place.host().totalBytes()
                - store.used(Kinds.room(place.backEnd()))
                - taken.getOrDefault(place.backEnd(), 0L);
    }
}

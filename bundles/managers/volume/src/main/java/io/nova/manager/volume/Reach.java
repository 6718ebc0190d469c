package io.nova.manager.volume;

import io.nova.manager.volume.Kinds.Guests;
import io.nova.manager.volume.Kinds.VolumeHost;
import io.nova.model.HostId;
import io.nova.model.ResourceType;
import io.nova.model.UnsupportedException;
import io.nova.model.volume.Volume;
import io.nova.spi.state.StateStore;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which guests can have which volumes: their host has a connector of the volume's technology and,
 * where that reaches no other host, is the volume's own. Of a host that never told of its
 * connectors nothing is known, and it is taken to have what it needs: it may have begun just now.
 */
final class Reach {

    private final StateStore store;
    private final VolumeHosts hosts;

    Reach(StateStore store, Clock clock) {
        this.store = store;
        this.hosts = new VolumeHosts(store, clock);
    }

    /** The connectors of some hosts. */
    record Looked(Map<HostId, Guests> known) {

        boolean reaches(HostId guest, VolumeHost of) {
            return (!of.local() || of.id().equals(guest)) && connects(guest, of.technology());
        }

        private boolean connects(HostId guest, String technology) {
            Guests host = known.get(guest);
            return host == null || host.initiators().containsKey(technology);
        }
    }

    /** Looks at hosts of guests. */
    Looked look(Collection<HostId> guests) {
        List<String> sorted = guests.stream().map(HostId::value).distinct().sorted().toList();
        Map<HostId, Guests> known = new HashMap<>();
        store.getAll(Kinds.GUESTS, sorted).forEach(rec -> known.put(rec.value().id(), rec.value()));
        return new Looked(known);
    }

    /** Tells whether a guest of the host can have volumes of the driver. */
    boolean reaches(HostId guest, VolumeHost of) {
        return look(List.of(guest)).reaches(guest, of);
    }

    /** Tells whether a guest of the host can have the volume. */
    boolean reaches(Looked looked, HostId guest, Volume volume) {
        Optional<VolumeHost> of = hosts.find(volume.backEnd());
        return of.isEmpty() || looked.reaches(guest, of.get());
    }

    /**
     * Checks that a guest can have a volume.
     *
     * @param whose the guest, for the message
     * @throws UnsupportedException if it cannot
     */
    void require(Volume volume, HostId guest, Object whose) {
        Looked looked = look(List.of(guest));
        if (reaches(looked, guest, volume)) {
            return;
        }
        String technology = hosts.technology(volume.backEnd());
        String why =
                looked.connects(guest, technology)
                        ? "'%s' volumes are reached by the instances of their own host alone"
                        : "the host of the instance cannot connect to '%s' volumes";
        throw new UnsupportedException(
                ResourceType.VOLUME,
                volume.id().value(),
                "The volume '%s' cannot be attached to instance '%s': "
                                .formatted(volume.id(), whose)
                        + why.formatted(technology));
    }
}

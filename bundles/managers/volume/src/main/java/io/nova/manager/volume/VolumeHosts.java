package io.nova.manager.volume;

import io.nova.manager.volume.Kinds.VolumeHost;
import io.nova.model.HostId;
import io.nova.model.InsufficientCapacityException;
import io.nova.model.ResourceType;
import io.nova.model.ZoneName;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Finds the host with the most room for a volume. */
final class VolumeHosts {

    private final StateStore store;

    VolumeHosts(StateStore store) {
        this.store = store;
    }

    VolumeHost place(ZoneName zone, int gib) {
        return place(zone, gib, Map.of());
    }

    /**
     * @param taken how many bytes of hosts go to others in the same transaction
     * @throws InsufficientCapacityException if no host of the zone has room
     */
    VolumeHost place(ZoneName zone, int gib, Map<HostId, Long> taken) {
        List<VolumeHost> hosts = new ArrayList<>();
        new Records<>(store, Kinds.HOST)
                .each(
                        Kinds.ALL,
                        rec -> {
                            if (rec.value().zone().equals(zone)) {
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

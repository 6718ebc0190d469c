package io.nova.agent.volume;

import io.nova.model.VolumeId;
import io.nova.spi.volume.Volume;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The volumes that the host really has, as far as the agent has seen. */
final class Holdings {

    private final Map<VolumeId, Volume> have = new HashMap<>();
    private final Set<VolumeId> touched = new HashSet<>();
    private boolean listed;

    /** Begins a listing: what is done to a volume from here on, the listing may not show. */
    synchronized void beginListing() {
        touched.clear();
    }

    /** Takes a listing in. */
    synchronized void list(Collection<Volume> volumes) {
        have.keySet().retainAll(touched);
        for (Volume volume : volumes) {
            if (!touched.contains(volume.id())) {
                have.put(volume.id(), volume);
            }
        }
        listed = true;
    }

    /** A driver came or went: what the host has must be listed anew. */
    synchronized void relist() {
        listed = false;
    }

    /** Tells whether it is known what the host has: before that nothing may be done. */
    synchronized boolean listed() {
        return listed;
    }

    synchronized Optional<Volume> find(VolumeId volume) {
        return Optional.ofNullable(have.get(volume));
    }

    synchronized void holds(Volume volume) {
        touched.add(volume.id());
        have.put(volume.id(), volume);
    }

    synchronized void holdsNo(VolumeId volume) {
        touched.add(volume);
        have.remove(volume);
    }

    synchronized Set<VolumeId> all() {
        return Set.copyOf(have.keySet());
    }
}

package io.nova.agent.volume;

import io.nova.model.DriverException;
import io.nova.model.SnapshotId;
import io.nova.model.UnavailableException;
import io.nova.protocol.Holdings;
import io.nova.protocol.HoldingsRequest;
import io.nova.spi.volume.VolumeDriver;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The back ends of a host, one for each technology that it ever had a driver of. One whose driver
 * left stays: its volumes are still on the host, and a driver of the same name comes back to them.
 */
final class BackEnds implements AutoCloseable {

    private final Function<String, BackEnd> begin;
    private final Map<String, BackEnd> all = new TreeMap<>();
    private final IdentityHashMap<VolumeDriver, BackEnd> bound = new IdentityHashMap<>();

    /**
     * @param begin starts the work on the volumes of a technology
     */
    BackEnds(Function<String, BackEnd> begin) {
        this.begin = begin;
    }

    void bind(VolumeDriver added, String name, boolean local) {
        BackEnd one;
        synchronized (this) {
            one = all.computeIfAbsent(name, begin);
            bound.put(added, one);
        }
        one.bind(added, name, local);
    }

    void unbind(VolumeDriver removed) {
        Optional<BackEnd> one;
        synchronized (this) {
            one = Optional.ofNullable(bound.remove(removed));
        }
        one.ifPresent(backEnd -> backEnd.unbind(removed));
    }

    void hinted() {
        all().forEach(BackEnd::hinted);
    }

    /** Tells whether there is one alone. */
    synchronized boolean isOne() {
        return all.size() == 1;
    }

    /** Tells which volumes of the technology are there; nothing is certain of an unknown one. */
    Holdings holdings(HoldingsRequest asked) {
        Optional<BackEnd> one;
        synchronized (this) {
            one = Optional.ofNullable(all.get(asked.technology()));
        }
        return one.map(backEnd -> backEnd.holdings(asked))
                .orElseGet(() -> Holdings.page(asked, List.of(), false));
    }

    private synchronized Collection<BackEnd> all() {
        return List.copyOf(all.values());
    }

    /**
     * Returns who reads the snapshot.
     *
     * @throws UnavailableException if the driver that may have it is away
     * @throws DriverException {@code BROKEN} if no driver has it
     */
    SnapshotReader reader(SnapshotId snapshot) throws InterruptedException {
        Collection<BackEnd> some = all();
        if (some.size() == 1) {
            return some.iterator().next().reader();
        }
        boolean away = some.isEmpty();
        for (BackEnd one : some) {
            if (!one.isOpen()) {
                away = true;
            } else if (one.keeps(snapshot)) {
                return one.reader();
            }
        }
        if (away) {
            throw new UnavailableException(
                    "volume", "No volume driver that is there now has %s".formatted(snapshot));
        }
        throw new DriverException(DriverException.Kind.BROKEN, "no " + snapshot);
    }

    @Override
    public void close() {
        all().forEach(BackEnd::close);
    }
}

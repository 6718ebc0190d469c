package io.nova.blockstore;

import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.nova.blockstore.Processes.Found;
import io.nova.model.DriverException;
import io.nova.model.VolumeId;
import io.nova.spi.volume.VolumeExport;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Exports to nobody; remembers what it was told. */
final class PretendedExports implements VolumeExports {

    private static final AtomicInteger TERMS = new AtomicInteger();

    final Map<VolumeId, Export> there = new ConcurrentHashMap<>();
    volatile boolean failing;

    @Override
    public ExportTerms terms(VolumeId volume, Collection<Export> others) {
        others.forEach(other -> assertNotEquals(volume, other.volume()));
        int number = TERMS.incrementAndGet();
        return new ExportTerms(Optional.of("place-" + number));
    }

    @Override
    public VolumeExport describe(Export export) {
        return new VolumeExport(
                export.volume(),
                "pretended",
                export.terms().address().orElseThrow(),
                Optional.empty());
    }

    @Override
    public void ensure(Export export) {
        if (failing) {
            throw new DriverException(DriverException.Kind.UNREACHABLE, "as it was told");
        }
        there.put(export.volume(), export);
    }

    @Override
    public void end(VolumeId volume) {
        there.remove(volume);
    }

    @Override
    public void revive(Collection<Export> exports) {
        exports.forEach(export -> there.put(export.volume(), export));
    }

    @Override
    public void sweep(Collection<Export> exports) {
        there.keySet().retainAll(exports.stream().map(Export::volume).toList());
    }

    @Override
    public List<Found> writers(VolumeId volume) {
        return List.of();
    }

    @Override
    public List<Found> writers() {
        return List.of();
    }
}

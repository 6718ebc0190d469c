package io.nova.driver.hypervisor.libvirt;

import static io.nova.model.DriverException.Kind.EXHAUSTED;

import io.nova.model.DriverException;
import io.nova.model.InstanceId;
import io.nova.model.compute.HostCapacity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Room for guests on this host. The scheduler has counted before; this is the last guard against
 * one more guest than there is memory.
 */
final class Room {

    private static final Path MEMORY = Path.of("/proc/meminfo");

    private final Settings settings;
    private final Map<InstanceId, GuestRecord> coming = new ConcurrentHashMap<>();

    Room(Settings settings) {
        this.settings = settings;
    }

    HostCapacity capacity() {
        int vcpus = (int) (Runtime.getRuntime().availableProcessors() * settings.cpuRatio());
        long memoryMib = (long) (memoryKib() / 1024.0 * settings.memoryRatio());
        return new HostCapacity(
                Math.max(1, vcpus),
                (int) Math.max(0, memoryMib - settings.reservedMemoryMib()),
                (int) (diskBytes() / (double) (1 << 30) * settings.diskRatio()));
    }

    /** Holds room for a guest until {@link #leave}, beside those that are there and coming. */
    void enter(GuestRecord wanted) {
        coming.put(wanted.instance(), wanted);
    }

    void leave(InstanceId instance) {
        coming.remove(instance);
    }

    /**
     * Refuses if those who entered do not fit beside those who are there. To be called after {@link
     * #enter} with a list that was made after it, lest a guest be counted in neither.
     */
    void require(GuestRecord wanted, Collection<GuestRecord> there) {
        Map<InstanceId, GuestRecord> all = new TreeMap<>();
        there.forEach(guest -> all.put(guest.instance(), guest));
        all.putAll(coming);
        all.put(wanted.instance(), wanted);
        HostCapacity capacity = capacity();
        long vcpus = all.values().stream().mapToLong(GuestRecord::vcpus).sum();
        long memoryMib = all.values().stream().mapToLong(GuestRecord::memoryMib).sum();
        if (vcpus > capacity.vcpus() || memoryMib > capacity.memoryMib()) {
            throw new DriverException(
                    EXHAUSTED,
                    "no room for %s: with it %d vCPUs and %d MiB are taken of %s"
                            .formatted(wanted.instance(), vcpus, memoryMib, capacity));
        }
    }

    private static long memoryKib() {
        try {
            return Files.readAllLines(MEMORY).stream()
                    .filter(line -> line.startsWith("MemTotal:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no MemTotal in " + MEMORY));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + MEMORY, e);
        }
    }

    // Of the first directory that is there: ours is made with the first guest.
    private long diskBytes() {
        Path path = settings.directory();
        while (!Files.exists(path) && path.getParent() != null) {
            path = path.getParent();
        }
        try {
            return Files.getFileStore(path).getTotalSpace();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot measure " + path, e);
        }
    }
}

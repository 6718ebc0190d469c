package io.nova.blockstore;

import static io.nova.model.DriverException.Kind.EXHAUSTED;

import io.nova.blockstore.Store.Entry;
import io.nova.blockstore.Store.State;
import io.nova.model.DriverException;
import io.nova.model.VolumeId;
import io.nova.spi.volume.VolumeCapacity;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Room for volumes. Files have blocks only where something was written; but each volume is counted
 * with all it may grow into, so that no guest finds its disk full.
 */
final class Room {

    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final String STAT = "/usr/bin/stat";
    private static final int STAT_AT_ONCE = 1000;
    // Where a snapshot shares blocks with its volume, a write to them takes new ones.
    private static final Set<String> SHARING = Set.of("xfs", "btrfs", "bcachefs", "zfs");

    private final StoreSettings settings;
    private final Store store;

    Room(StoreSettings settings, Store store) {
        this.settings = settings;
        this.store = store;
    }

    VolumeCapacity capacity() throws InterruptedException {
        FileStore disk =
                Disk.attempt("measure the disk", () -> Files.getFileStore(store.directory()));
        long total = Disk.attempt("measure the disk", disk::getTotalSpace) - settings.reserved();
        if (settings.capacity() > 0) {
            total = Math.min(total, settings.capacity());
        }
        List<Entry> entries = store.entries();
        Map<Entry, Long> blocks = blocks(entries);
        long taken = 0;
        long coming = 0;
        for (Entry entry : entries) {
            long written = blocks.getOrDefault(entry, 0L);
            if (entry.snapshot().isPresent()) {
                long wanted = entry.is(State.NEW) ? written(entries, blocks, entry.volume()) : 0;
                taken += Math.max(written, wanted);
                coming += Math.max(0, wanted - written) + (shares(disk) ? written : 0);
            } else {
                taken += entry.bytes();
                coming += entry.is(State.RAW) ? Math.max(0, entry.bytes() - written) : 0;
            }
        }
        long usable = Disk.attempt("measure the disk", disk::getUsableSpace);
        long free = Math.min(total - taken, usable - settings.reserved() - coming);
        return new VolumeCapacity(Math.max(0, total), Math.max(0, free));
    }

    /** Refuses if there is not so much room. */
    void require(long bytes, String what) throws InterruptedException {
        long free = bytes > 0 ? capacity().freeBytes() : 0;
        if (bytes > free) {
            throw new DriverException(
                    EXHAUSTED, "no room for %s: %d of %d bytes".formatted(what, free, bytes));
        }
    }

    /** Returns how many bytes of the volume take room. */
    long written(VolumeId volume) throws InterruptedException {
        List<Entry> entries = store.volume(volume).stream().toList();
        return written(entries, blocks(entries), volume);
    }

    private static long written(List<Entry> entries, Map<Entry, Long> blocks, VolumeId volume) {
        return entries.stream()
                .filter(entry -> entry.snapshot().isEmpty() && entry.volume().equals(volume))
                .mapToLong(entry -> blocks.getOrDefault(entry, 0L))
                .sum();
    }

    private static boolean shares(FileStore disk) {
        return SHARING.contains(disk.type());
    }

    private static Map<Entry, Long> blocks(List<Entry> entries) throws InterruptedException {
        Map<String, Long> found = new HashMap<>();
        for (int i = 0; i < entries.size(); i += STAT_AT_ONCE) {
            List<String> argv = new ArrayList<>(List.of(STAT, "-c", "%b %B %n", "--"));
            entries.subList(i, Math.min(entries.size(), i + STAT_AT_ONCE))
                    .forEach(entry -> argv.add(entry.path().toString()));
            found.putAll(stat(argv));
        }
        Map<Entry, Long> blocks = new HashMap<>();
        for (Entry entry : entries) {
            blocks.put(entry, found.getOrDefault(entry.path().toString(), 0L));
        }
        return blocks;
    }

    private static Map<String, Long> stat(List<String> argv) throws InterruptedException {
        Map<String, Long> found = new HashMap<>();
        // One that was renamed meanwhile is an error to the tool, and not to us.
        Tool.attempt(
                DEADLINE,
                argv,
                lines -> {
                    lines.map(line -> line.split(" ", 3))
                            .filter(parts -> parts.length == 3 && parts[0].matches("[0-9]+"))
                            .forEach(
                                    parts ->
                                            found.put(
                                                    parts[2],
                                                    Long.parseLong(parts[0])
                                                            * Long.parseLong(parts[1])));
                    return found;
                });
        return found;
    }
}

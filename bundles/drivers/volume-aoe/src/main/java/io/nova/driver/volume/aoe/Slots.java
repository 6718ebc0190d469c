package io.nova.driver.volume.aoe;

import static io.nova.model.DriverException.Kind.EXHAUSTED;

import io.nova.aoe.AoeAddress;
import io.nova.blockstore.Disk;
import io.nova.model.DriverException;
import io.nova.model.VolumeId;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The addresses that this host may give to volumes: one small file for each that is taken or rests.
 * One that was given back rests, since an initiator that still waits for its volume would write to
 * the next one there. Under the store's lock.
 */
final class Slots {

    private static final Logger LOG = LoggerFactory.getLogger(Slots.class);
    private static final int PER_SHELF = 255;
    private static final String NOBODY = "nobody";
    private static final String STRANGER = "stranger";
    private static final Pattern NAME = Pattern.compile("e[0-9]{1,5}\\.[0-9]{1,3}");
    private static final Pattern MARK = Pattern.compile("(taken|rests) ([0-9]{1,12}) (\\S+)\n");

    private final Path directory;
    private final List<Integer> shelves;
    private final Duration rest;
    private final Clock clock;

    Slots(Path directory, List<Integer> shelves, Duration rest, Clock clock) {
        this.directory = directory;
        this.shelves = shelves;
        this.rest = rest;
        this.clock = clock;
    }

    /** Tells which addresses of a shelf are answered for on the network. */
    @FunctionalInterface
    interface Probe {
        Set<AoeAddress> answering(int shelf) throws InterruptedException;
    }

    private record Mark(AoeAddress address, boolean taken, Instant since, String by) {}

    /**
     * Takes an address durably. One that was taken for this volume and is in no record was never
     * told to anybody: it is taken again.
     *
     * @param held what records have
     * @throws DriverException {@code EXHAUSTED} if there is none
     */
    AoeAddress take(VolumeId volume, Set<AoeAddress> held, Probe probe)
            throws InterruptedException {
        Map<AoeAddress, Mark> marks = marks();
        for (int shelf : shelves) {
            Optional<AoeAddress> free = free(shelf, volume, held, marks);
            if (free.isEmpty()) {
                continue;
            }
            for (AoeAddress foreign : probe.answering(shelf)) {
                if (!held.contains(foreign)) {
                    LOG.warn("{} is exported by somebody else on this network", foreign);
                    mark(foreign, false, NOBODY);
                }
            }
            free = free(shelf, volume, held, marks());
            if (free.isPresent()) {
                mark(free.get(), true, volume.value());
                return free.get();
            }
        }
        throw new DriverException(
                EXHAUSTED,
                "no address left on shelves %s: %d are exported, %d rest"
                        .formatted(shelves, held.size(), marks().size() - held.size()));
    }

    /** Gives back what a volume has. */
    void free(VolumeId volume) {
        for (Mark mark : marks().values()) {
            if (mark.taken() && mark.by().equals(volume.value())) {
                mark(mark.address(), false, volume.value());
            }
        }
    }

    /** Gives back what a crash left, and forgets what has rested. */
    void sweep(Map<AoeAddress, VolumeId> exported) {
        for (Mark mark : marks().values()) {
            VolumeId owner = exported.get(mark.address());
            boolean held = owner != null && owner.value().equals(mark.by());
            if (mark.by().equals(STRANGER)) {
                continue;
            }
            if (mark.taken() && !held) {
                mark(mark.address(), false, mark.by());
            } else if (!mark.taken() && clock.instant().isBefore(mark.since())) {
                // The clock was put back.
                mark(mark.address(), false, mark.by());
            } else if (!mark.taken() && !rests(mark)) {
                Disk.delete(file(mark.address()));
            }
        }
        exported.forEach(
                (address, volume) -> {
                    if (!Files.exists(file(address))) {
                        mark(address, true, volume.value());
                    }
                });
    }

    private Optional<AoeAddress> free(
            int shelf, VolumeId volume, Set<AoeAddress> held, Map<AoeAddress, Mark> marks) {
        Optional<AoeAddress> own =
                marks.values().stream()
                        .filter(mark -> mark.taken() && mark.by().equals(volume.value()))
                        .map(Mark::address)
                        .filter(address -> address.shelf() == shelf && !held.contains(address))
                        .findFirst();
        for (int slot = 0; slot < PER_SHELF && own.isEmpty(); slot++) {
            AoeAddress address = new AoeAddress(shelf, slot);
            Mark mark = marks.get(address);
            if (!held.contains(address) && (mark == null || !(mark.taken() || rests(mark)))) {
                return Optional.of(address);
            }
        }
        return own;
    }

    private boolean rests(Mark mark) {
        return clock.instant().isBefore(mark.since().plus(rest));
    }

    private Map<AoeAddress, Mark> marks() {
        if (!Files.isDirectory(directory)) {
            return Map.of();
        }
        return Disk.attempt(
                "list addresses",
                () -> {
                    Map<AoeAddress, Mark> marks = new HashMap<>();
                    try (Stream<Path> files = Files.list(directory)) {
                        for (Path file : files.toList()) {
                            mark(file).ifPresent(mark -> marks.put(mark.address(), mark));
                        }
                    }
                    return marks;
                });
    }

    private Optional<Mark> mark(Path file) {
        String name = file.getFileName().toString();
        if (!NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        AoeAddress address;
        try {
            address = AoeAddress.parse(name);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            // Not ours; nothing can be written there.
            return Optional.of(new Mark(address, true, Instant.EPOCH, STRANGER));
        }
        Matcher parts = MARK.matcher(Disk.read(file).orElse(""));
        return Optional.of(
                parts.matches()
                        ? new Mark(
                                address,
                                parts.group(1).equals("taken"),
                                Instant.ofEpochSecond(Long.parseLong(parts.group(2))),
                                parts.group(3))
                        // Whatever it was: it is not free at once.
                        : new Mark(address, false, modified(file), NOBODY));
    }

    private static Instant modified(Path file) {
        return Disk.attempt("look at " + file, () -> Files.getLastModifiedTime(file).toInstant());
    }

    private void mark(AoeAddress address, boolean taken, String by) {
        Disk.directory(directory, "rwx------");
        Disk.write(
                file(address),
                "%s %d %s\n"
                        .formatted(
                                taken ? "taken" : "rests", clock.instant().getEpochSecond(), by));
    }

    private Path file(AoeAddress address) {
        return directory.resolve(address.toString());
    }
}

package io.nova.blockstore;

import io.nova.model.DriverException;
import io.nova.model.DriverException.Kind;
import io.nova.model.SnapshotId;
import io.nova.model.VolumeId;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The directory of volumes and snapshots. A file is raw bytes and nothing else; its name says whose
 * it is and what state it is in, and its length is the size. A state changes by a rename, so that a
 * crash finds it as it was or as it is.
 */
final class Store {

    /** What a file is. */
    enum State {
        /** Whole. */
        RAW,
        /** Being wiped; it shrinks until it is gone. */
        GOING,
        /** Half-made by a process, which may be dead. */
        NEW
    }

    private static final String VOLUME = "vol-(?:[0-9a-f]{17}|[0-9a-f]{8})";
    private static final String STATE = "\\.(?:(raw)|(going)|([0-9]+-[0-9]+)\\.new)";
    private static final Pattern NAME =
            Pattern.compile("(?:(snap-(?:[0-9a-f]{17}|[0-9a-f]{8}))\\.)?(" + VOLUME + ")" + STATE);
    // Tells this process from any that had its pid before.
    private static final String SELF = maker(ProcessHandle.current());

    private final Path directory;

    Store(Path directory) {
        this.directory = directory;
        Disk.directory(directory, "rwx------");
    }

    /**
     * A file of the store.
     *
     * @param maker of a half-made one, the process
     */
    record Entry(
            Path path,
            VolumeId volume,
            Optional<SnapshotId> snapshot,
            State state,
            long bytes,
            String maker) {

        boolean is(State wanted) {
            return state == wanted;
        }

        /** Whether it is half-made, and by a process that will not go on. */
        boolean isAbandoned() {
            long pid = Long.parseLong(maker.isEmpty() ? "0" : maker.split("-", 2)[0]);
            return state == State.NEW
                    && ProcessHandle.of(pid).map(Store::maker).filter(maker::equals).isEmpty();
        }
    }

    Path directory() {
        return directory;
    }

    /** Lists all files. */
    List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(directory)) {
            paths.forEach(path -> entry(path).ifPresent(entries::add));
            return entries;
        } catch (IOException | DirectoryIteratorException e) {
            throw new DriverException(Kind.BROKEN, "cannot list " + directory + ": " + e, e);
        }
    }

    /** Lists the volumes, but not what is half-made. */
    List<Entry> volumes() {
        return entries().stream()
                .filter(entry -> entry.snapshot().isEmpty() && !entry.is(State.NEW))
                .toList();
    }

    /** Lists the snapshots, but not what is half-made. */
    List<Entry> snapshots() {
        return entries().stream()
                .filter(entry -> entry.snapshot().isPresent() && !entry.is(State.NEW))
                .toList();
    }

    Optional<Entry> volume(VolumeId volume) {
        Optional<Entry> whole = entry(path(volume.value(), "raw"));
        return whole.isPresent() ? whole : entry(path(volume.value(), "going"));
    }

    Optional<Entry> snapshot(SnapshotId snapshot) {
        return snapshots().stream()
                .filter(entry -> entry.snapshot().equals(Optional.of(snapshot)))
                .findFirst();
    }

    Path raw(VolumeId volume) {
        return path(volume.value(), "raw");
    }

    Path raw(SnapshotId snapshot, VolumeId volume) {
        return path(snapshot + "." + volume, "raw");
    }

    /** Returns the name of a file while this process makes it. */
    static Path half(Path raw) {
        return renamed(raw, SELF + ".new");
    }

    /** Returns the name of a file while it is wiped. */
    static Path going(Path file) {
        return renamed(file, "going");
    }

    private static Path renamed(Path file, String end) {
        String name = file.getFileName().toString();
        Matcher parts = NAME.matcher(name);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not a file of the store: " + file);
        }
        String owner = parts.group(1) == null ? "" : parts.group(1) + ".";
        return file.resolveSibling(owner + parts.group(2) + "." + end);
    }

    private Path path(String name, String end) {
        return directory.resolve(name + "." + end);
    }

    private static Optional<Entry> entry(Path path) {
        Matcher parts = NAME.matcher(path.getFileName().toString());
        if (!parts.matches() || Files.isSymbolicLink(path)) {
            return Optional.empty();
        }
        State state =
                parts.group(3) != null
                        ? State.RAW
                        : parts.group(4) != null ? State.GOING : State.NEW;
        try {
            if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.empty();
            }
            return Optional.of(
                    new Entry(
                            path,
                            new VolumeId(parts.group(2)),
                            Optional.ofNullable(parts.group(1)).map(SnapshotId::new),
                            state,
                            Files.size(path),
                            Optional.ofNullable(parts.group(5)).orElse("")));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new DriverException(Kind.BROKEN, "cannot look at " + path + ": " + e, e);
        }
    }

    private static String maker(ProcessHandle process) {
        Instant start = process.info().startInstant().orElse(Instant.EPOCH);
        return process.pid() + "-" + start.toEpochMilli();
    }
}

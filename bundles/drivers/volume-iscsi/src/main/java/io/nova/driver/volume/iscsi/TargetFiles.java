package io.nova.driver.volume.iscsi;

import io.nova.blockstore.Disk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What one tgtd was told, a file for each target: written as {@code NUMBER.new} before the first
 * word and renamed after the last. So another JVM knows what is whole, and need not ask tgtd, whose
 * answers have words of those who are connected in them.
 */
record TargetFiles(Path directory) {

    private static final Pattern NAME = Pattern.compile("([0-9]{1,10})(\\.new)?");

    /**
     * A target that tgtd has, or may have.
     *
     * @param target empty if the file does not tell
     * @param whole whether it is as it says
     */
    record Known(int number, Optional<Target> target, boolean whole) {}

    /** Lists them by number; none if nothing was told yet. */
    Collection<Known> all() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        return Disk.attempt(
                "list targets",
                () -> {
                    Map<Integer, Known> known = new TreeMap<>();
                    try (Stream<Path> files = Files.list(directory)) {
                        files.forEach(
                                file ->
                                        read(file)
                                                .ifPresent(
                                                        one ->
                                                                known.merge(
                                                                        one.number(),
                                                                        one,
                                                                        TargetFiles::latter)));
                    }
                    return known.values();
                });
    }

    private static Optional<Known> read(Path file) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        return name.matches()
                ? Optional.of(
                        new Known(
                                Integer.parseInt(name.group(1)),
                                Disk.read(file).flatMap(Target::parse),
                                name.group(2) == null))
                : Optional.empty();
    }

    // Of two files that a crash left, that which is about to be.
    private static Known latter(Known one, Known other) {
        return one.whole() ? other : one;
    }

    /** Notes what a target is to be; until it {@link #isWhole}, it may be anything up to that. */
    void begin(int number, Target target) {
        Disk.write(half(number), target.text());
        Disk.delete(whole(number));
    }

    void isWhole(int number) {
        Disk.rename(half(number), whole(number));
    }

    void forget(int number) {
        Disk.delete(whole(number));
        Disk.delete(half(number));
    }

    private Path whole(int number) {
        return directory.resolve(Integer.toString(number));
    }

    private Path half(int number) {
        return directory.resolve(number + ".new");
    }
}

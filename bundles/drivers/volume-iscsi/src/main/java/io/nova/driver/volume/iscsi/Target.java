package io.nova.driver.volume.iscsi;

import io.nova.blockstore.Export;
import io.nova.spi.volume.Initiator;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a target of tgtd is to be or is.
 *
 * @param bytes the size at which it shows the file: tgtd learns it when it opens the file
 * @param initiators who may log in
 */
record Target(Iqn name, Path file, long bytes, Set<Login> initiators) {

    private static final int HEAD = 3;

    Target {
        initiators = Set.copyOf(initiators);
    }

    static Target of(Export export) {
        return new Target(
                name(export),
                export.file(),
                export.bytes(),
                export.initiators().stream()
                        .map(Initiator::name)
                        .map(Login::parse)
                        .collect(Collectors.toSet()));
    }

    static Iqn name(Export export) {
        return Iqn.parse(
                export.terms()
                        .address()
                        .orElseThrow(() -> new IllegalArgumentException("no name: " + export)));
    }

    /** Whether it can become the other by letting more log in. */
    boolean growsInto(Target other) {
        return with(other.initiators).equals(other) && other.initiators.containsAll(initiators);
    }

    Target with(Set<Login> others) {
        return new Target(name, file, bytes, others);
    }

    /** One value a line; a path has no line break. */
    String text() {
        return "%s\n%s\n%d\n%s\n"
                .formatted(
                        name,
                        file,
                        bytes,
                        initiators.stream()
                                .map(Login::toString)
                                .sorted()
                                .collect(Collectors.joining("\n")));
    }

    /** Reads what {@link #text} wrote; empty if it is not that. */
    static Optional<Target> parse(String text) {
        List<String> lines = text.lines().toList();
        try {
            return Optional.of(
                    new Target(
                            Iqn.parse(lines.get(0)),
                            Path.of(lines.get(1)),
                            Long.parseLong(lines.get(2)),
                            lines.stream()
                                    .skip(HEAD)
                                    .map(Login::parse)
                                    .collect(Collectors.toSet())));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }
}

package io.nova.itests.cloud;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The files in which the simulated hypervisor keeps its guests: the truth about its host. */
public final class PretendedHost {

    private PretendedHost() {}

    /** Returns how often each guest was started. */
    public static Map<String, Integer> starts(Cloud cloud) {
        Map<String, Integer> starts = new TreeMap<>();
        try (Stream<Path> files = Files.list(cloud.home().resolve("instances/simulated"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".guest")).toList()) {
                String id = String.valueOf(file.getFileName()).replace(".guest", "");
                starts(file).ifPresent(n -> starts.put(id, n));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return starts;
    }

    private static Optional<Integer> starts(Path file) throws IOException {
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> line.startsWith("starts="))
                    .map(line -> Integer.valueOf(line.substring("starts=".length())))
                    .findFirst();
        } catch (NoSuchFileException e) {
            // Destroyed while we looked.
            return Optional.empty();
        }
    }
}

package io.nova.itests.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Managers and agents take time, chance and threads from interfaces, so that a seed is a history.
 */
class NoHiddenInputsTest {

    private static final Path BUNDLES = Path.of("../../bundles");

    private static final Pattern HIDDEN =
            Pattern.compile(
                    "System\\.(currentTimeMillis|nanoTime)|(Instant|LocalDate|LocalDateTime"
                            + "|ZonedDateTime|OffsetDateTime)\\.now\\(|UUID\\.randomUUID"
                            + "|Math\\.random|new (Secure)?Random\\(|ThreadLocalRandom|new Thread\\("
                            + "|Thread\\.(sleep|startVirtualThread)|Executors\\.|ForkJoinPool"
                            + "|parallelStream\\(|stream\\(\\)\\.parallel\\(|CompletableFuture\\.(supply|run)Async"
                            + "|Clock\\.system|new Timer\\(");

    /** Why these may. */
    private static final Map<String, String> EXCEPTIONS =
            Map.of(
                    "DriverMoves.java", "an operator's thread waits; moves are not simulated",
                    "Invitations.java",
                            "secrets come from a secure generator; joining is not simulated",
                    "Sealer.java", "a nonce comes from a secure generator and no seed",
                    "KeyMaterial.java", "private keys come from a secure generator and no seed",
                    "KeyMaker.java", "secret keys come from a secure generator and no seed",
                    "BundleKey.java", "what stands for a key that is none must not be guessed",
                    "Backoff.java", "a request's thread waits; the object store is not simulated",
                    "SideSum.java",
                            "a sum is the same on any thread; the object store is not simulated",
                    "CallerManager.java", "one bounded thread; identity is not simulated",
                    "FirstStart.java", "one bounded thread; identity is not simulated");

    @Test
    void managersAndAgentsHaveNoHiddenInputs() throws IOException {
        List<String> found = new ArrayList<>();
        int looked = 0;
        for (Path file : sources()) {
            looked++;
            int line = 0;
            for (String text : Files.readAllLines(file)) {
                line++;
                boolean comment = text.strip().startsWith("*") || text.strip().startsWith("//");
                if (!comment
                        && HIDDEN.matcher(text).find()
                        && !EXCEPTIONS.containsKey(file.getFileName().toString())) {
                    found.add(file.getFileName() + ":" + line + ": " + text.strip());
                }
            }
        }
        assertTrue(looked > 40, "only " + looked + " sources were found");
        assertEquals(List.of(), found);
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String layer : List.of("managers", "agents")) {
            try (Stream<Path> files = Files.walk(BUNDLES.resolve(layer))) {
                files.filter(file -> file.toString().contains("/src/main/java/"))
                        .filter(file -> file.toString().endsWith(".java"))
                        .sorted()
                        .forEach(sources::add);
            }
        }
        return sources;
    }
}

package io.nova.itests.objectstore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a process that writes objects, at any instruction, again and again: what it had said was
 * done is there and whole, what it had begun is there whole or not at all, and nothing else is.
 */
class KilledWritersTest {

    private static final int ROUNDS = Integer.getInteger("nova.kills", 25);
    private static final int MOST_WRITES = 100_000;

    @TempDir Path directory;

    private final Random random = new Random();

    /** The writes of which each key may have one: the last that was done, or one that began. */
    private final Map<String, Set<Integer>> possible = new HashMap<>();

    private int doneWrites;

    @Test
    void nothingThatWasDoneIsLostAndNothingIsTorn() throws Exception {
        for (int round = 1; round <= ROUNDS; round++) {
            writeUntilKilled(round);
            try (Store store = new Store(directory, Map.of())) {
                check(store, "round " + round);
            }
        }
        assertTrue(doneWrites > ROUNDS * 5, doneWrites + " writes");
        nothingElseIsLeft();
        System.out.println(ROUNDS + " kills, " + doneWrites + " writes done");
    }

    private void writeUntilKilled(int round) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty(
                                "surefire.test.class.path", System.getProperty("java.class.path")),
                        Writers.class.getName(),
                        directory.toString(),
                        Integer.toString(round * MOST_WRITES));
        builder.redirectError(directory.resolve("errors").toFile());
        Process process = builder.start();
        try (BufferedReader said =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            assertEquals("ready", said.readLine(), () -> text(directory.resolve("errors")));
            // As long as some writes take, and not at the end of one.
            int enough = random.nextInt(60);
            Instant end = Instant.now().plus(Duration.ofSeconds(20));
            for (int i = 0; i < enough && Instant.now().isBefore(end); i++) {
                take(said.readLine());
            }
            TimeUnit.MICROSECONDS.sleep(random.nextInt(20_000));
            // The process itself would close what it said.
            process.toHandle().destroyForcibly();
            process.waitFor();
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                take(line);
            }
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void take(String line) {
        String[] words = line.split(" ", -1);
        // The last line may be torn, as a client's answer may be.
        if (words.length != 3 || !(words[0].equals("begin") || words[0].equals("done"))) {
            assertTrue(!line.startsWith("failed"), line);
            return;
        }
        int number = Integer.parseInt(words[2]);
        if (words[0].equals("begin")) {
            possible.computeIfAbsent(words[1], key -> new TreeSet<>(Set.of(0))).add(number);
        } else {
            possible.put(words[1], new TreeSet<>(Set.of(number)));
            doneWrites++;
        }
    }

    private void check(Store store, String when) {
        Set<String> there = new TreeSet<>(store.keys());
        for (Map.Entry<String, Set<Integer>> one : possible.entrySet()) {
            Optional<byte[]> bytes = store.get(one.getKey());
            int number = bytes.map(Bytes::number).orElse(0);
            assertTrue(
                    one.getValue().contains(number),
                    () -> when + ": " + one + " has write " + number);
            assertEquals(bytes.isPresent(), there.remove(one.getKey()), when);
            one.setValue(new TreeSet<>(Set.of(number)));
        }
        assertEquals(Set.of(), there, when);
    }

    /** What the dead left is found: afterwards there are no files but those of the objects. */
    private void nothingElseIsLeft() throws Exception {
        Map<String, Object> impatient = Map.of("trashGraceSeconds", 1, "orphanMinutes", 1);
        try (Store store = new Store(directory, impatient)) {
            store.abortUploads();
        }
        age();
        try (Store store = new Store(directory, impatient)) {
            int needed =
                    possible.values().stream()
                            .mapToInt(numbers -> numbers.iterator().next())
                            .filter(number -> number != 0)
                            .map(Bytes::blobs)
                            .sum();
            Instant end = Instant.now().plusSeconds(60);
            while (files().size() != needed && Instant.now().isBefore(end)) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
            assertEquals(needed, files().size());
            check(store, "the end");
        }
        try (Stream<Path> temporary = Files.walk(directory.resolve("objects/tmp"))) {
            List<String> left =
                    temporary
                            .filter(Files::isRegularFile)
                            .map(file -> file.getFileName().toString())
                            .filter(name -> !name.equals("lock"))
                            .toList();
            assertEquals(List.of(), left);
        }
    }

    /** Orphans are what is older than a minute: all files are, from now on. */
    private void age() throws Exception {
        for (Path file : files()) {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(3600)));
        }
    }

    private List<Path> files() throws Exception {
        try (Stream<Path> files = Files.walk(directory.resolve("objects/blobs"))) {
            return new ArrayList<>(files.filter(Files::isRegularFile).collect(Collectors.toList()));
        }
    }
}

package io.nova.itests.objectstore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.frontend.http.HttpServer;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a process that serves S3, at any instruction, again and again: what clients were told was
 * done is there and whole, what they had begun is there whole or not at all, and nothing else is.
 */
class KilledWritersTest {

    private static final int ROUNDS = Integer.getInteger("nova.kills", 20);

    @TempDir Path directory;

    private final Random random = new Random();
    private final Writers writers = new Writers();

    @Test
    void nothingThatWasDoneIsLostAndNothingIsTorn() throws Exception {
        for (int round = 1; round <= ROUNDS; round++) {
            writeUntilKilled("round " + round);
        }
        assertTrue(writers.done() > ROUNDS * 5, writers.done() + " writes");
        nothingElseIsLeft();
        System.out.println(ROUNDS + " kills, " + writers.done() + " writes done");
    }

    private void writeUntilKilled(String round) throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (ServerProcess server =
                new ServerProcess(
                        directory,
                        directory.resolve("errors"),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xshare:auto")) {
            check(new S3(server.uri()), round);
            Future<?> writing =
                    thread.submit(
                            () -> {
                                writers.write(server.uri());
                                return true;
                            });
            // As long as some writes take, and not at the end of one.
            writers.awaitDone(writers.done() + random.nextInt(60), 20_000);
            TimeUnit.MICROSECONDS.sleep(random.nextInt(20_000));
            server.kill();
            writing.get();
        } finally {
            thread.shutdownNow();
        }
    }

    private void check(S3 store, String when) throws Exception {
        Set<String> there = new TreeSet<>(store.keys());
        assertEquals(there, new TreeSet<>(store.keysOfVersions()), when);
        for (Map.Entry<String, Set<Integer>> one : writers.possible().entrySet()) {
            Optional<byte[]> bytes = store.get(one.getKey());
            int number = bytes.map(Bytes::number).orElse(0);
            assertTrue(
                    one.getValue().contains(number),
                    () -> when + ": " + one + " has write " + number);
            assertEquals(bytes.isPresent(), there.remove(one.getKey()), when);
            one.setValue(new TreeSet<>(Set.of(number)));
        }
        assertEquals(Set.of(), there, when);
        Set<String> begun = new TreeSet<>(store.keysOfUploads());
        begun.removeAll(writers.possible().keySet());
        assertEquals(Set.of(), begun, when);
    }

    /** What the dead left is found: afterwards there are no files but those of the objects. */
    private void nothingElseIsLeft() throws Exception {
        Map<String, Object> impatient =
                Map.of("trashGraceSeconds", 1, "orphanMinutes", 1, "quarantineHours", 0);
        try (Store store = new Store(directory, impatient)) {
            store.abortUploads();
        }
        age();
        try (Store store = new Store(directory, impatient);
                HttpServer server = ServerMain.serve(store)) {
            S3 client = new S3(server.uri("s3"));
            check(client, "the end");
            int needed =
                    writers.possible().values().stream()
                            .mapToInt(numbers -> numbers.iterator().next())
                            .filter(number -> number != 0)
                            .map(Bytes::blobs)
                            .sum();
            Instant end = Instant.now().plusSeconds(60);
            while (files().size() != needed && Instant.now().isBefore(end)) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
            assertEquals(needed, files().size());
            check(client, "the very end");
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

    /** Some of them go meanwhile. */
    private List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(
                directory.resolve("objects/blobs"),
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes facts) {
                        files.add(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e)
                            throws IOException {
                        if (e instanceof NoSuchFileException) {
                            return FileVisitResult.CONTINUE;
                        }
                        throw e;
                    }
                });
        return files;
    }
}

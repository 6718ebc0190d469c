package io.nova.blockstore;

import static io.nova.blockstore.Awaiting.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.blockstore.Processes.Found;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server of two volumes is stopped for copies of both. */
class CopierTest {

    private static final Path SLEEP = Path.of("/usr/bin/sleep");
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    @TempDir Path directory;
    private final ExecutorService copies = Executors.newFixedThreadPool(2);
    private Process process;
    private Found writer;

    @BeforeEach
    void start() throws Exception {
        // Of a length that no other process sleeps.
        String length = "987654." + (System.nanoTime() & 0xfffff);
        process = new ProcessBuilder(SLEEP.toString(), length).start();
        await("the server", () -> !Processes.with(SLEEP, length).isEmpty());
        writer = Processes.with(SLEEP, length).get(0);
    }

    @AfterEach
    void end() throws Exception {
        copies.shutdownNow();
        process.destroyForcibly().waitFor();
    }

    @Test
    void itStandsStillUntilEachOfThemIsDone() throws Exception {
        Path slow = directory.resolve("slow");
        Tool.run(DEADLINE, List.of("/usr/bin/mkfifo", slow.toString()));
        Path quick = Files.writeString(directory.resolve("quick"), "quick");
        Future<?> first = copy(slow, "one");
        await("stopped", writer::isStopped);
        Future<?> second = copy(quick, "two");
        await("waiting", () -> scripts() == 2);
        assertFalse(second.isDone(), "it waits for the other");
        assertTrue(writer.isStopped());
        Files.writeString(slow, "slow");
        first.get();
        second.get();
        assertEquals("slow", Files.readString(directory.resolve("one")));
        assertEquals("quick", Files.readString(directory.resolve("two")));
        assertFalse(writer.isStopped());
        Copier.clear(directory);
        assertEquals(1, locks(), "its server is there");
        process.destroyForcibly().waitFor();
        Copier.clear(directory);
        assertEquals(0, locks());
    }

    private Future<?> copy(Path from, String to) {
        return copies.submit(
                () -> {
                    Copier.copy(DEADLINE, from, directory.resolve(to), List.of(writer));
                    return to;
                });
    }

    private int scripts() {
        return Processes.with(Path.of("/bin/sh"), directory.toString()).size();
    }

    private long locks() throws Exception {
        try (var files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith(".copy")).count();
        }
    }
}

package io.nova.driver.state.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nova.model.UnavailableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes that die, and disks that fill. */
@Timeout(180)
class CrashTest {

    private static final int ROUNDS = 4;
    private static final Path PRLIMIT = Path.of("/usr/bin/prlimit");

    @TempDir private Path directory;

    @Test
    void nothingAnsweredIsLostWhenTheProcessIsKilled() throws Exception {
        List<String> said = new ArrayList<>();
        Random random = new Random();
        for (int round = 0; round < ROUNDS; round++) {
            int answers = 200 + random.nextInt(2000);
            try (LoadProcess load = new LoadProcess(directory, "r" + round)) {
                load.await(lines -> lines.size() >= answers);
                load.kill();
                said.addAll(load.said());
            }
            try (EmbeddedStateStore store = Stores.open(directory, Clock.systemUTC())) {
                Survivors survivors = new Survivors(store);
                assertTrue(survivors.count() > 0, "the load did something");
                survivors.check(said);
                survivors.checkAgreement();
            }
        }
    }

    @Test
    void whoHoldsTheDirectoryIsNamed() throws Exception {
        try (LoadProcess load = new LoadProcess(directory, "r0")) {
            load.await(lines -> lines.contains("ready"));
            UnavailableException refused =
                    assertThrows(
                            UnavailableException.class,
                            () -> Stores.open(directory, Clock.systemUTC()));
            assertTrue(
                    refused.getMessage().contains("process " + load.pid()), refused.getMessage());
        }
    }

    @Test
    void aDiskThatTakesNoMoreIsSaidAndSurvived() throws Exception {
        assumeTrue(Files.isExecutable(PRLIMIT), "prlimit of util-linux is not installed");
        List<String> said;
        try (LoadProcess load = new LoadProcess(directory, "r0")) {
            load.await(lines -> lines.size() > 200);
            limitFiles(load, "1500000");
            load.await(lines -> lines.contains("failed"));
            assertTrue(
                    load.said().stream().anyMatch(line -> line.startsWith("not Un")),
                    "a commit that failed was not told as unknown or unavailable");
            limitFiles(load, "unlimited");
            load.nudge();
            load.await(lines -> lines.contains("recovered"));
            load.kill();
            said = load.said();
        }
        try (EmbeddedStateStore store = Stores.open(directory, Clock.systemUTC())) {
            Survivors survivors = new Survivors(store);
            survivors.check(said);
            survivors.checkAgreement();
        }
    }

    /** Limits the length of the files that the process may write: as a full disk does. */
    private static void limitFiles(LoadProcess load, String bytes) throws Exception {
        Process limit =
                new ProcessBuilder(
                                PRLIMIT.toString(),
                                "--pid=" + load.pid(),
                                "--fsize=" + bytes + ":unlimited")
                        .inheritIO()
                        .start();
        assertTrue(limit.waitFor(10, TimeUnit.SECONDS));
        assertEquals(0, limit.exitValue());
    }
}

package io.nova.aoe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitiatorProcessTest {

    @TempDir Path directory;

    @Test
    void runsFromCopiesThatAnUpgradeLeavesAlone() throws Exception {
        Path ours = Files.writeString(directory.resolve("aoe.jar"), "release 1");
        Path jna = Files.writeString(directory.resolve("jna.jar"), "jna");
        Path state = directory.resolve("state");
        List<Path> first = InitiatorProcess.install(state, List.of(ours, jna));
        assertEquals("release 1", Files.readString(first.get(0)));
        assertEquals("jna", Files.readString(first.get(1)));
        assertEquals(first, InitiatorProcess.install(state, List.of(ours, jna)), "again");
        Files.writeString(ours, "release 2");
        List<Path> second = InitiatorProcess.install(state, List.of(ours, jna));
        assertNotEquals(first, second);
        assertEquals("release 1", Files.readString(first.get(0)));
        assertEquals("release 2", Files.readString(second.get(0)));
        try (Stream<Path> all = Files.list(state.resolve("lib"))) {
            assertEquals(2, all.count(), "nothing half-made");
        }
        Files.delete(first.get(0));
        assertEquals(
                "release 2",
                Files.readString(InitiatorProcess.install(state, List.of(ours, jna)).get(0)));
    }

    @Test
    void saysAllThatTheProcessNeedsToKnow() {
        List<String> command =
                InitiatorProcess.command(
                        Path.of("/usr/bin/java"),
                        List.of(Path.of("/a/0.jar"), Path.of("/a/1.jar")),
                        Path.of("/state"),
                        Path.of("/run/aoe"),
                        "libvirt-qemu",
                        Duration.ofMinutes(3),
                        "1.2");
        assertEquals("/usr/bin/java", command.get(0));
        assertTrue(command.contains("/a/0.jar:/a/1.jar"));
        assertTrue(
                command.containsAll(
                        List.of(
                                "--state=/state",
                                "--run=/run/aoe",
                                "--group=libvirt-qemu",
                                "--deadline=180",
                                "--release=1.2")));
    }
}

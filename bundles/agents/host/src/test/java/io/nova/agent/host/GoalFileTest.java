package io.nova.agent.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.nova.model.HostRole;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoalFileTest {

    @TempDir private Path folder;

    @Test
    void changesItsKeysAndKeepsTheRest() throws Exception {
        Path file = folder.resolve("host.cfg");
        Files.write(
                file,
                List.of(
                        "# roles = a comment \\",
                        "roles=api, \\",
                        "  compute",
                        "host = h7",
                        "drivers = volume-file",
                        "roles = volume"));
        new GoalFile(file)
                .write(
                        new Goal(
                                Set.of(HostRole.VOLUME, HostRole.API),
                                Set.of("volume-file", "network-linux"),
                                Goal.Leave.NOW));
        assertEquals(
                List.of(
                        "# roles = a comment \\",
                        "roles = api, volume",
                        "host = h7",
                        "drivers = network-linux, volume-file",
                        "leave = now"),
                Files.readAllLines(file));
        Properties read = new Properties();
        read.load(Files.newBufferedReader(file));
        assertEquals("api, volume", read.getProperty("roles"));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @Test
    void anEmptyListIsWrittenToo() throws Exception {
        Path file = Files.createFile(folder.resolve("host.cfg"));
        new GoalFile(file).write(new Goal(Set.of(), Set.of(), Goal.Leave.EMPTY));
        assertEquals(List.of("roles = ", "drivers = ", "leave = empty"), Files.readAllLines(file));
    }
}

package io.nova.driver.network.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.nova.model.DriverException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of a host's networks, between the calls that the contract tests. */
class HostStateTest {

    private static final NetworkState NETWORK = new NetworkState(CrashTest.NETWORK, List.of());

    @TempDir private Path directory;

    @Test
    void aNetworkWhoseWriteIsCutOffLeavesNoTrace() throws Exception {
        HostState state = new HostState(directory);
        // What is in its place keeps the new file from getting there.
        Path inTheWay = directory.resolve(CrashTest.NETWORK.id() + ".json");
        Files.createDirectories(inTheWay.resolve("full"));
        assertThrows(DriverException.class, () -> state.write(NETWORK));
        Files.delete(inTheWay.resolve("full"));
        Files.delete(inTheWay);

        assertEquals(Map.of(), state.read());
        assertEquals(Set.of(".new"), names());

        state.write(NETWORK);
        assertEquals(Map.of(CrashTest.NETWORK.id(), NETWORK), state.read());
        state.delete(CrashTest.NETWORK.id());
        assertEquals(Set.of(), names());
    }

    private Set<String> names() throws Exception {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }
}

package io.nova.agent.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.nova.model.InstanceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriverFileTest {

    private static final InstanceId ONE = new InstanceId("i-00000000000000001");
    private static final InstanceId TWO = new InstanceId("i-00000000000000002");

    private final Path folder;
    private final DriverFile file;

    DriverFileTest(@TempDir Path folder) {
        this.folder = folder;
        this.file = new DriverFile(folder);
    }

    @Test
    void theLastThatWasKeptOfAGuestCounts() {
        file.keep(ONE, "libvirt");
        file.keep(TWO, "libvirt");
        file.keep(ONE, "a driver with blanks");
        file.forget(TWO);
        Map<InstanceId, String> kept = Map.of(ONE, "a driver with blanks");
        assertEquals(kept, file.drivers());
        assertEquals(kept, new DriverFile(folder).drivers());
        assertEquals(kept, new DriverFile(folder).drivers());
    }

    @Test
    void halfALineIsNoChange() throws IOException {
        file.keep(ONE, "libvirt");
        file.keep(TWO, "libvirt");
        Files.writeString(folder.resolve("drivers"), TWO + " simul", StandardOpenOption.APPEND);
        DriverFile again = new DriverFile(folder);
        assertEquals(Map.of(ONE, "libvirt", TWO, "libvirt"), again.drivers());
        again.forget(TWO);
        assertEquals(Map.of(ONE, "libvirt"), new DriverFile(folder).drivers());
    }

    @Test
    void aLineThatAPowerCutSpoiledIsNoChange() throws IOException {
        file.keep(ONE, "libvirt");
        Files.writeString(
                folder.resolve("drivers"),
                "\0\0\0\0 simulated\n" + TWO + " libvirt\n",
                StandardOpenOption.APPEND);
        Map<InstanceId, String> kept = Map.of(ONE, "libvirt", TWO, "libvirt");
        assertEquals(kept, new DriverFile(folder).drivers());
        assertEquals(kept, new DriverFile(folder).drivers());
    }

    @Test
    void aBootIdOfAHostWithOneDriverIsThatOfAnyDriver() throws IOException {
        Files.writeString(folder.resolve("boot-id"), "boot-1");
        BootFile boots = new BootFile(folder);
        boots.keep("libvirt", "boot-2");
        assertEquals("boot-2", boots.last("libvirt"));
        assertEquals("boot-1", boots.last("simulated"));
        boots.keep("simulated", "boot-3");
        assertEquals("boot-2", boots.last("libvirt"));
        assertEquals("boot-3", boots.last("simulated"));
    }
}

package io.nova.driver.volume.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SettingsTest {

    @BeforeAll
    static void needServers() {
        Skip.unlessPossible(SettingsTest.class);
    }

    @Test
    void theDefaultsDo() {
        Settings settings = Settings.of(FileLab.config(FileConfig.class, Map.of()));
        assertEquals(1L << 30, settings.store().reserved());
        assertEquals("kvm", settings.group());
    }

    @Test
    void twoDirectoriesDoNotShareTheirServers() {
        Path one = run("/one");
        assertEquals(Path.of("/run/nova/volume"), one.getParent());
        assertNotEquals(one, run("/another"));
        assertEquals(one, run("/one"));
    }

    private static Path run(String directory) {
        return Settings.of(FileLab.config(FileConfig.class, Map.of("directory", directory)))
                .runDirectory();
    }

    @Test
    void aBadValueIsRefusedWithItsKey() {
        Map<String, Object> bad =
                Map.of(
                        "directory",
                        "volumes",
                        "runDirectory",
                        "/" + "long".repeat(20),
                        "reservedMib",
                        -1L,
                        "capacityMib",
                        -1L,
                        "wipeMib",
                        0,
                        "copySeconds",
                        0,
                        "qemuNbd",
                        "/nowhere/qemu-nbd");
        bad.forEach(
                (key, value) -> {
                    String told =
                            assertThrows(
                                            IllegalArgumentException.class,
                                            () ->
                                                    Settings.of(
                                                            FileLab.config(
                                                                    FileConfig.class,
                                                                    Map.of(key, value))))
                                    .getMessage();
                    assertTrue(told.contains(Settings.PID + ": key " + key), told);
                });
    }
}
